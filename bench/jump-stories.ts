/** Recorded posts of ../shared/data as one story on two platforms. Which platform a post stands on is CONSTRUCTED. Never copied into the repository. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'

const FOLDER = path.join(process.env.WEIJI_TRAIN_DATA ?? path.join(import.meta.dirname, '../../shared/data'), 'text')
const [CRISES, AIRLINE, BRANDS, CURVES] = [
  'crisislex26_labeled.train.jsonl.gz',
  'en_airline.train.jsonl.gz',
  'hot_brand_events.train.jsonl.gz',
  'weibo_hotsearch_curves.jsonl.gz',
] as const
export const NO_POSTS: string = `recorded posts absent (${[CRISES, AIRLINE, BRANDS, CURVES].join(', ')}): skipped`
export const postsPresent = (): boolean =>
  [CRISES, AIRLINE, BRANDS, CURVES].every((file) => existsSync(path.join(FOLDER, file)))

/** `minute`: since the story began. */
export type Line = { readonly text: string; readonly minute: number; readonly story: string }

const MINUTE = 60

/** Tweets of crises, by crisis, each since its own beginning; only those that people found to be about it. */
export function loadCrises(): Map<string, Line[]> {
  const rows = read<{ text: string; event: string; time?: number; informativeness: string }>(CRISES).filter(
    ({ time, informativeness }) => typeof time === 'number' && informativeness.startsWith('Related'),
  )
  return new Map(
    [...Map.groupBy(rows, ({ event }) => event)].map(([story, own]) => {
      const first = Math.min(...own.map(({ time }) => time ?? 0))
      const lines = own.map(({ text, time = 0 }) => ({ text, minute: Math.floor((time - first) / MINUTE), story }))
      return [story, lines.sort((a, b) => a.minute - b.minute)]
    }),
  )
}

/** Everyday tweets to airlines over a week: what a brand hears. `story` is the airline. */
export function loadComplaints(): Line[] {
  const dated = read<{ text: string; time: string; airline: string }>(AIRLINE).map(({ text, time, airline }) => ({
    ...{ text, airline, at: secondsOf(time) },
  }))
  const first = dated.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY)
  return dated
    .map(({ text, at, airline: story }) => ({ text, minute: Math.floor((at - first) / MINUTE), story }))
    .sort((a, b) => a.minute - b.minute)
}

/** 24-02-2015 11.15 */
function secondsOf(written: string): number {
  const [, day, month, year, hour, minute] = /^(\d\d)-(\d\d)-(\d{4}) (\d\d?)\.(\d\d)$/.exec(written) ?? []
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute)) / 1000
}

type Event = { readonly event_id: string; readonly brand: string; readonly topics: { topic: string; first: number }[] }

/** Headlines of Weibo's hot list: of events that people put together, and everything else that stood there. Minutes since 1970. */
export function loadHeadlines(): { readonly events: ReadonlyMap<string, Line[]>; readonly others: readonly Line[] } {
  const events = new Map(
    read<Event>(BRANDS).map(({ event_id: story, topics }) => [
      story,
      topics
        .map(({ topic, first }) => ({ text: topic, minute: Math.floor(first / MINUTE), story }))
        .sort((a, b) => a.minute - b.minute),
    ]),
  )
  const known = new Set([...events.values()].flat().map(({ text }) => text))
  const first = new Map<string, number>()
  for (const { topic, points } of read<{ topic: string; points: [number, number, number][] }>(CURVES)) {
    const at = points[0]?.[0] ?? 0
    if (!known.has(topic) && at > 0) first.set(topic, Math.min(at, first.get(topic) ?? at))
  }
  const others = [...first].map(([text, at]) => ({ text, minute: Math.floor(at / MINUTE), story: '' }))
  return { events, others: others.sort((a, b) => a.minute - b.minute) }
}

function read<T>(file: string): T[] {
  const lines = gunzipSync(readFileSync(path.join(FOLDER, file)))
    .toString('utf8')
    .split('\n')
  return lines.flatMap((line) => (line === '' ? [] : [JSON.parse(line) as T]))
}
