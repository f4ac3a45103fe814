import type { ListLook, PostSignal, Sight } from './contract/post-signal.ts'
import { countIn, type Pace, perDay } from './contract/rarity.ts'
import { packState, unpackNumbers } from './contract.ts'

/**
 * A topic of ours enters a hot list, climbs, stays (MON-9). How much that says depends on how often the track stands there anyway: for a
 * brand that is on the list twice a day only the upper places and fast climbs are news.
 */
export type ListState = {
  readonly entries: Entry[]
  /** topics of ours that entered */
  readonly entered: Pace
}

type Entry = {
  readonly list: number
  readonly topic: number
  firstAt: number
  lastAt: number
  first: number
  rank: number
  best: number
  /** how many a day were usual when it entered: it must not hide itself */
  readonly usual: number
}

const HEADER = 'hot-topic 1'
const MOST_ENTRIES = 64
/** Away for longer, it enters anew. */
const GONE_MINUTES = 6 * 60
/** Assumed before anything is known: one entry a fortnight, as if watched for a week. */
const [ASSUMED_A_DAY, ASSUMED_DAYS] = [1 / 14, 7]
const ENTRY_NUMBERS = 8
const NEGATIVE_WEIGHT = 0.7

export const hotTopic: PostSignal<ListState, ListLook> = {
  id: 'hot-topic',
  version: '1',
  names: { 'zh-Hant': '熱搜榜', 'zh-Hans': '热搜榜', en: 'Hot list' },
  speaking: { threshold: 1, restHours: 7 * 24, louder: 1.5 },
  start: () => ({ entries: [], entered: { count: 0, since: 0, until: 0 } }),
  step: (state, look) => {
    countIn(state.entered, look.minute, 0)
    return look.entries.map((entry, index) => judge(state, look, entry, index))
  },
  save: ({ entries, entered: { count, since, until } }) =>
    packState(HEADER, [
      Float64Array.from([
        count,
        since,
        until,
        ...entries.flatMap(({ list, topic, firstAt, lastAt, first, rank, best, usual }) => [
          list,
          topic,
          firstAt,
          lastAt,
          first,
          rank,
          best,
          usual,
        ]),
      ]),
    ]),
  load: (bytes) => {
    const [count = 0, since = 0, until = 0, ...rest] = unpackNumbers(HEADER, bytes)
    const entries: Entry[] = []
    for (let at = 0; at < rest.length; at += ENTRY_NUMBERS) {
      const [list = 0, topic = 0, firstAt = 0, lastAt = 0, first = 0, rank = 0, best = 0, usual = 0] = rest.slice(
        at,
        at + ENTRY_NUMBERS,
      )
      entries.push({ list, topic, firstAt, lastAt, first, rank, best, usual })
    }
    return { entries, entered: { count, since, until } }
  },
}

function judge(
  state: ListState,
  look: ListLook,
  { topic, rank, isNegative }: ListLook['entries'][number],
  index: number,
): Sight {
  const entry = findEntry(state, look, topic, rank)
  const minutes = Math.max(0, look.minute - entry.firstAt)
  const climbed = Math.max(0, entry.first - rank)
  entry.lastAt = Math.max(entry.lastAt, look.minute)
  entry.rank = rank
  entry.best = Math.min(entry.best, rank)
  const place = Math.log2((look.depth + 1) / Math.min(look.depth, rank)) / 2
  const climb = Math.log2(1 + climbed / 10) / (1 + minutes / 120)
  const stay = Math.log2(1 + minutes / 60) / 4
  // The habit of the track: an entry a fortnight costs nothing, each doubling beyond costs as much as two places near the top give.
  const habit = Math.max(0, Math.log2(entry.usual / ASSUMED_A_DAY)) / 2
  const score = Math.max(0, 1 + place + climb + stay - habit + (isNegative ? NEGATIVE_WEIGHT : 0))
  return { index, score, observed: rank, expected: Math.round(entry.usual * 100) / 100 }
}

function findEntry(state: ListState, look: ListLook, topic: number, rank: number): Entry {
  const known = state.entries.find((each) => each.list === look.list && each.topic === topic)
  if (known && look.minute - known.lastAt <= GONE_MINUTES) return known
  const usual = perDay(state.entered, ASSUMED_A_DAY, ASSUMED_DAYS)
  countIn(state.entered, look.minute, 1)
  const entry = {
    list: look.list,
    topic,
    firstAt: look.minute,
    lastAt: look.minute,
    first: rank,
    rank,
    best: rank,
    usual,
  }
  if (known) state.entries.splice(state.entries.indexOf(known), 1)
  else if (state.entries.length >= MOST_ENTRIES) state.entries.splice(stalest(state.entries), 1)
  state.entries.push(entry)
  return entry
}

function stalest(entries: readonly Entry[]): number {
  return entries.reduce((least, { lastAt }, at) => (lastAt < (entries[least]?.lastAt ?? 0) ? at : least), 0)
}
