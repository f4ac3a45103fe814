import { MINUTE } from '../base/clock.ts'
import type { Trx } from '../base/db.ts'
import type { Point } from '../detectors/contract.ts'
import { lexiconIds, lexiconSeries } from '../monitoring/lexicon-reads.ts'
import { trackSeries } from '../monitoring/reads.ts'

/** Where one series is read from, [from, to) in whole steps. */
export type SeriesAsked = {
  readonly orgId: string
  readonly trackId: string
  /** '' or one of `subjects` */
  readonly subject: string
  readonly from: Date
  readonly to: Date
  readonly stepMinutes: number
}

/** What detectors can read. A new one is an entry here. */
export type SeriesInput = {
  /** true: `value` is a part of `of`, and is shown to people as the share of the last hour */
  readonly isShare: boolean
  /** true: each track has the series '' from its first minute on */
  readonly isOfEveryTrack: boolean
  /** the series that a track has: names of platforms, ids of categories; '' is the track itself */
  subjects(trx: Trx, orgId: string, trackId: string): Promise<string[]>
  /** what an alarm says of the series it is about */
  alarmSubject(subject: string): { readonly platform?: string; readonly category?: string }
  /** evenly spaced from `from` on, gaps as zeros: one point for each step that begins before `to` */
  read(trx: Trx, asked: SeriesAsked): Promise<Point[]>
}

const wholeTrack = async (): Promise<string[]> => ['']
const nothingMore = () => ({})

export const seriesInputs: Readonly<Record<string, SeriesInput>> = {
  posts: {
    isShare: false,
    isOfEveryTrack: true,
    subjects: wholeTrack,
    alarmSubject: nothingMore,
    read: async (trx, asked) => (await countsOf(trx, asked)).map(({ posts }) => ({ value: posts })),
  },
  'negative-share': {
    isShare: true,
    isOfEveryTrack: true,
    subjects: wholeTrack,
    alarmSubject: nothingMore,
    read: async (trx, asked) =>
      (await countsOf(trx, asked)).map(({ negative, judged }) => ({ value: negative, of: judged })),
  },
  // Sensitive words: weights of the posts that hold words of one lexicon, and how many of them hold one of weight 5.
  lexicon: {
    isShare: false,
    isOfEveryTrack: false,
    subjects: (trx, orgId) => lexiconIds(trx, orgId),
    alarmSubject: (subject) => ({ category: subject }),
    read: async (trx, { orgId, trackId, subject: lexiconId, from, to, stepMinutes }) =>
      (await lexiconSeries(trx, orgId, { trackId, lexiconId }, { from, to }, stepMinutes)).map(
        ({ weight, gravest, isCounted }) => ({ value: weight, of: isCounted ? gravest : -1 }),
      ),
  },
}

/** @throws where a detector reads what nobody provides: a slip of ours, found by its first test */
export function inputOf(name: string): SeriesInput {
  const input = seriesInputs[name]
  if (!input) throw new Error(`no series input "${name}"`)
  return input
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

function countsOf(trx: Trx, { orgId, trackId, from, to, stepMinutes }: SeriesAsked) {
  return trackSeries(trx, orgId, trackId, { from, to }, stepMinutes)
}
