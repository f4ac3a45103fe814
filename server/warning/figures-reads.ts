import { DAY, MINUTE } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import { findDetector } from '../detectors/index.ts'
import { countPosts, platformsOf, sampleTexts, trackSeries } from '../monitoring/reads.ts'
import type { Fold } from '../text/fold.ts'
import { type GrownWord, grownWords } from '../text/words.ts'
import { POINT_MINUTES } from './forecast.ts'
import { proposeLevel } from './level.ts'
import { baselinesAt } from './series-store.ts'
import { beyondUsual, type Extent, reached } from './watch.ts'

/** Fewer judged posts have no share: 3 of 4 is not 75 %. */
const LEAST_JUDGED = 10
/** Texts are enough to tell what is new; more would only make the alert late. */
const TEXTS = { now: 400, before: 1000 } as const
const BEFORE_DAYS = 7
const TOP_WORDS = 5
const STORY_DAYS = 2

/** What an alert says of itself, in the names of its columns. */
export type Figures = {
  readonly observed: number
  readonly expected: number
  readonly window_minutes: number
  readonly negative_share: number | null
  readonly usual_negative_share: number | null
  readonly level: number
  readonly top_words: string[]
}

export type Window = {
  readonly orgId: string
  readonly trackId: string
  /** in the time of the posts */
  readonly end: Date
  readonly windowMinutes: number
  /** how many posts the detector expected in it; without that the habit of the last point must do */
  readonly expected?: number | undefined
}

/** The window as people are told of it: always in posts, with the negative share of the same posts, and the words that grew. */
export async function figuresOf(db: Db, fold: Fold, window: Window): Promise<Figures> {
  const { orgId, trackId, end, windowMinutes } = window
  const from = new Date(end.getTime() - windowMinutes * MINUTE)
  const { posts, judged, negative } = await countPosts(db, orgId, trackId, { from, to: end })
  const usual = await habitAt(db, orgId, trackId, end)
  const expected = window.expected ?? (usual.perMinute === undefined ? posts : usual.perMinute * windowMinutes)
  const words = await wordsBetween(db, fold, orgId, trackId, { from, to: end })
  return {
    observed: posts,
    expected,
    window_minutes: windowMinutes,
    negative_share: judged < LEAST_JUDGED ? null : negative / judged,
    usual_negative_share: usual.negativeShare ?? null,
    level: proposeLevel({ posts, expected, judged, negative }),
    top_words: words.slice(0, TOP_WORDS).map(({ word }) => word),
  }
}

/** Words of [from, to) that were rarer in the week before, most striking first. */
export async function wordsBetween(
  db: Db,
  fold: Fold,
  orgId: string,
  trackId: string,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<GrownWord[]> {
  const before = { from: new Date(from.getTime() - BEFORE_DAYS * DAY), to: from }
  const [now, past] = [
    await sampleTexts(db, orgId, trackId, { from, to }, TEXTS.now),
    await sampleTexts(db, orgId, trackId, before, TEXTS.before),
  ]
  return grownWords(
    fold,
    now.map(({ text }) => text),
    past.map(({ text }) => text),
  )
}

/** Which platforms count; all, where nothing is said. */
export type Places = { readonly only?: string; readonly without?: readonly string[] }

/** How large a group is, [from, to) in the time of the posts. */
export async function extentOf(
  db: Db,
  orgId: string,
  trackId: string,
  { from, to }: { readonly from: Date; readonly to: Date },
  { only, without = [] }: Places = {},
): Promise<Extent> {
  if (to <= from) return { size: 0, platforms: [] }
  const length = to.getTime() - from.getTime()
  const isHere = ({ name }: { readonly name: string }) =>
    (only === undefined || name === only) && !without.includes(name)
  const counts = (await platformsOf(db, orgId, trackId, { from, to })).filter(isHere)
  const past = await platformsOf(db, orgId, trackId, { from: new Date(from.getTime() - BEFORE_DAYS * DAY), to: from })
  const usual = new Map(past.map(({ name, posts }) => [name, (posts * length) / (BEFORE_DAYS * DAY)]))
  const { perMinute = 0, negativeShare = 0 } = await habitAt(db, orgId, trackId, to)
  if (only === undefined && without.length === 0) {
    const seen = await countPosts(db, orgId, trackId, { from, to })
    const size = beyondUsual(seen, { posts: (perMinute * length) / MINUTE, negativeShare })
    return { size, platforms: reached(counts, usual) }
  }
  const sum = (key: 'posts' | 'negative') => counts.reduce((total, each) => total + each[key], 0)
  const here = past.filter(isHere).reduce((total, { name }) => total + (usual.get(name) ?? 0), 0)
  const size = beyondUsual(
    { posts: sum('posts'), judged: sum('posts'), negative: sum('negative') },
    { posts: here, negativeShare },
  )
  return { size, platforms: reached(counts, usual) }
}

/** Posts of each 5 minutes since a story began, at most of its last two days, and how many were usual before it. */
export async function storyCounts(
  db: Db,
  alert: { readonly org_id: string; readonly track_id: string; readonly from_at: Date },
  until: Date,
): Promise<{ counts: number[]; usual: number }> {
  const { org_id: orgId, track_id: trackId, from_at: begin } = alert
  const step = POINT_MINUTES * MINUTE
  const to = new Date(Math.floor(until.getTime() / step) * step)
  const from = new Date(Math.max(begin.getTime(), to.getTime() - STORY_DAYS * DAY))
  if (to <= from) return { counts: [], usual: 0 }
  const usual = await baselinesAt(db, orgId, trackId, begin)
  const steps = await trackSeries(db, orgId, trackId, { from, to }, POINT_MINUTES)
  return { counts: steps.map(({ posts }) => posts), usual: usual.get('volume') ?? 0 }
}

/** What the detectors took for usual just before `end`. */
async function habitAt(db: Db, orgId: string, trackId: string, end: Date) {
  const habit: { perMinute?: number; negativeShare?: number } = {}
  for (const [id, baseline] of await baselinesAt(db, orgId, trackId, end)) {
    const detector = findDetector(id)
    if (detector?.input === 'posts') habit.perMinute ??= baseline / detector.stepMinutes
    if (detector?.input === 'negative-share') habit.negativeShare ??= Math.max(0, Math.min(1, baseline))
  }
  return habit
}
