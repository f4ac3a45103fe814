import { DAY, HOUR, MINUTE } from '../base/clock.ts'
import type { Trx } from '../base/db.ts'
import type { Point } from '../detectors/contract.ts'
import { lexiconIds, lexiconSeries } from '../monitoring/lexicon-reads.ts'
import { platformTotals } from '../monitoring/platform-count-reads.ts'
import { SETTLED_HOURS } from './plan.ts'
import { risesOf } from './series-around-store.ts'
import type { CountedStep, TrackCounts } from './series-counts-reads.ts'
import { loudPlatforms, PLATFORM_DAYS } from './series-platforms.ts'

/** Where one series is read from, [from, to) in whole steps. */
export type SeriesAsked = {
  readonly orgId: string
  readonly trackId: string
  /** '' or one of `subjects` */
  readonly subject: string
  readonly from: Date
  readonly to: Date
  /** up to where counts are complete */
  readonly until: Date
  readonly stepMinutes: number
  readonly counts: TrackCounts
  /** arrivalLag of all sources */
  lag(trx: Trx, until: Date): Promise<number>
}

/** Whose series are asked for, and when. */
export type SubjectsAsked = {
  readonly orgId: string
  readonly trackId: string
  /** up to where counts are complete */
  readonly until: Date
  /** those that are watched already, and up to where the track has been read */
  readonly known: readonly string[]
  readonly readUntil: Date | undefined
}

/** What detectors can read. A new one is an entry here. */
export type SeriesInput = {
  /** true: `value` is a part of `of`, and is shown to people as the share of the last hour */
  readonly isShare: boolean
  /** true: each track has the series '' from its first minute on */
  readonly isOfEveryTrack: boolean
  /** the series that a track has: names of platforms, ids of categories; '' is the track itself */
  subjects(trx: Trx, asked: SubjectsAsked): Promise<string[]>
  /** what an alarm says of the series it is about */
  alarmSubject(subject: string): { readonly platform?: string; readonly category?: string }
  /** evenly spaced from `from` on, gaps as zeros: one point for each step that begins before `to` */
  read(trx: Trx, asked: SeriesAsked): Promise<Point[]>
}

/** Lags that the settling of counts covers. */
const PROMPT_MS = MINUTE
/** Points further back are settled: what a state has learnt is not taken back. */
const LONGEST_MS: number = (SETTLED_HOURS - 0.5) * HOUR
const floorHour = (at: Date): number => Math.floor(at.getTime() / HOUR)
const wholeTrack = async (): Promise<string[]> => ['']
const nothingMore = () => ({})

const negativeShare: SeriesInput = {
  isShare: true,
  isOfEveryTrack: true,
  subjects: wholeTrack,
  alarmSubject: nothingMore,
  read: async (_trx, asked) => (await countsOf(asked)).map(({ negative, judged }) => ({ value: negative, of: judged })),
}

export const seriesInputs: Readonly<Record<string, SeriesInput>> = {
  posts: {
    isShare: false,
    isOfEveryTrack: true,
    subjects: wholeTrack,
    alarmSubject: nothingMore,
    read: async (trx, asked) => withRises(trx, asked, '', await countsOf(asked)),
  },
  'platform-posts': {
    isShare: false,
    isOfEveryTrack: false,
    subjects: async (trx, { orgId, trackId, until, known, readUntil }) => {
      // A week of counts is summed once an hour, not at every watch.
      if (readUntil && floorHour(readUntil) === floorHour(until)) return [...known]
      const span = { from: new Date(until.getTime() - PLATFORM_DAYS * DAY), to: until }
      return loudPlatforms(await platformTotals(trx, orgId, trackId, span), known)
    },
    alarmSubject: (subject) => ({ platform: subject }),
    read: async (trx, asked) => {
      const { subject: platform } = asked
      return withRises(trx, asked, platform, await countsOf(asked, platform))
    },
  },
  // For silence: what is posted now may come minutes later, so that nobody knows yet whether it is none.
  arrivals: {
    isShare: false,
    isOfEveryTrack: true,
    subjects: wholeTrack,
    alarmSubject: nothingMore,
    read: async (trx, asked) => {
      const lag = (await asked.lag(trx, asked.until)) - PROMPT_MS
      const known = asked.until.getTime() - Math.max(0, Math.min(LONGEST_MS, lag))
      return (await countsOf(asked)).map(({ at, posts }) => {
        const isKnown = posts > 0 || at.getTime() + asked.stepMinutes * MINUTE <= known
        return { value: isKnown ? posts : -1 }
      })
    },
  },
  // For slow drift: sums of an hour.
  'share-days': negativeShare,
  'posts-days': {
    isShare: false,
    isOfEveryTrack: true,
    subjects: wholeTrack,
    alarmSubject: nothingMore,
    read: async (_trx, asked) => (await countsOf(asked)).map(({ posts }) => ({ value: posts })),
  },
  'negative-share': negativeShare,
  // Sensitive words: weights of the posts that hold words of one lexicon, and how many of them hold one of weight 5.
  lexicon: {
    isShare: false,
    isOfEveryTrack: false,
    subjects: (trx, { orgId }) => lexiconIds(trx, orgId),
    alarmSubject: (subject) => ({ category: subject }),
    read: async (trx, { orgId, trackId, subject: lexiconId, from, to, stepMinutes }) =>
      (await lexiconSeries(trx, orgId, { trackId, lexiconId }, { from, to }, stepMinutes)).map(
        ({ weight, gravest, isCounted }) => ({ value: weight, of: isCounted ? gravest : -1 }),
      ),
  },
}

/** What all others on the platform say more of is known to whoever judges one. */
async function withRises(
  trx: Trx,
  { orgId, trackId, from, to }: SeriesAsked,
  platform: string,
  counts: readonly { readonly at: Date; readonly posts: number }[],
): Promise<Point[]> {
  const rises = await risesOf(trx, orgId, { trackId, platform }, { from, to })
  return counts.map(({ at, posts }) => {
    const times = rises.get(at.getTime())
    return times === undefined ? { value: posts } : { value: posts, times }
  })
}

/** @throws where a detector reads what nobody provides: a slip of ours, found by its first test */
export function inputOf(name: string): SeriesInput {
  const input = seriesInputs[name]
  if (!input) throw new Error(`no series input "${name}"`)
  return input
}

/** Posts of 5 minutes, of a whole track or of one of its platforms. */
export function countsPosts({ input }: { readonly input: string }): boolean {
  return input === 'posts' || input === 'platform-posts'
}

/** The series of an alarm, from what it says of it. */
export function seriesOf(subject: { readonly platform?: string; readonly category?: string } | undefined): string {
  return subject?.platform ?? subject?.category ?? ''
}

/** Points with the beginning of each. */
export async function readSeries(
  trx: Trx,
  name: string,
  asked: SeriesAsked,
): Promise<(Point & { readonly at: Date })[]> {
  const points = await inputOf(name).read(trx, asked)
  const step = asked.stepMinutes * MINUTE
  return points.map((point, n) => ({ ...point, at: new Date(asked.from.getTime() + n * step) }))
}

function countsOf({ counts, from, to, stepMinutes }: SeriesAsked, platform?: string): Promise<CountedStep[]> {
  return counts({ from, to, stepMinutes, platform })
}
