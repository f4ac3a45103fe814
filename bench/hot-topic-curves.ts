/** Recorded places on Weibo's hot list of ../shared/data, as looks. Never copied into the repository. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'

const FOLDER = path.join(process.env.WEIJI_TRAIN_DATA ?? path.join(import.meta.dirname, '../../shared/data'), 'text')
const FILES = [
  'weibo_hotsearch_curves.jsonl.gz',
  'hot_brand_events.train.jsonl.gz',
  'hot_brand_headline.train.jsonl.gz',
] as const
export const NO_CURVES: string = `recorded hot lists absent (${FILES.join(', ')}): skipped`
export const curvesPresent = (): boolean => FILES.every((file) => existsSync(path.join(FOLDER, file)))

/** One look: topics in the order of their places. Seconds since 1970. */
export type Look = {
  readonly at: number
  readonly ranked: readonly { readonly topic: string; readonly rank: number }[]
}

export type BrandEvent = {
  readonly event_id: string
  readonly brand: string
  readonly kind: 'crisis' | 'positive' | 'mixed'
  readonly window: readonly [string, string]
  readonly first_seen: number
  readonly peak_at: number
  readonly topics: readonly { readonly topic: string; readonly first: number }[]
}
export type Headline = { readonly text: string; readonly brand: string; readonly label: string }

export const loadEvents = (): BrandEvent[] => read<BrandEvent>(FILES[1])
export const loadHeadlines = (): Headline[] => read<Headline>(FILES[2])

/** Only changes were recorded: a topic stands where it stood last, until its day is over. */
export function loadLooks(isWanted: (topic: string) => boolean): Look[] {
  const days = new Map<
    string,
    { times: Set<number>; curves: { topic: string; points: [number, number, number][] }[] }
  >()
  for (const { date, topic, points } of read<{ date: string; topic: string; points: [number, number, number][] }>(
    FILES[0],
  )) {
    const day = days.get(date) ?? { times: new Set(), curves: [] }
    days.set(date, day)
    for (const [at] of points) day.times.add(at)
    if (isWanted(topic)) day.curves.push({ topic, points })
  }
  return [...days.values()]
    .flatMap(({ times, curves }) =>
      [...times].sort((a, b) => a - b).map((at) => ({ at, ranked: standing(curves, at) })),
    )
    .sort((a, b) => a.at - b.at)
}

function standing(
  curves: readonly { topic: string; points: [number, number, number][] }[],
  at: number,
): Look['ranked'] {
  return curves
    .flatMap(({ topic, points }) => {
      const last = points.findLast(([time]) => time <= at)
      return last ? [{ topic, rank: last[2] }] : []
    })
    .sort((a, b) => a.rank - b.rank)
}

function read<T>(file: string): T[] {
  const lines = gunzipSync(readFileSync(path.join(FOLDER, file)))
    .toString('utf8')
    .split('\n')
  return lines.flatMap((line) => (line === '' ? [] : [JSON.parse(line) as T]))
}
