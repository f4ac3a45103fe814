import { DAY, HOUR, MINUTE } from '../base/clock.ts'

/** A detector that begins anew on a running track learns from so many days of counts: enough for a week's habit twice. */
export const LEARN_DAYS = 14
/** An older alarm is history: it is kept among the readings and wakes nobody, unless a replay plays it now. */
export const LOUD_HOURS = 24

/** Points so recent are read again at each watch: most posts that come late come within this time. */
export const SETTLED_HOURS = 6

/** A replay, in the (shifted) time of its posts: from the silence before the first one to where it stands. */
export type ReplaySpan = {
  readonly id: string
  readonly from: Date
  readonly upTo: Date
  /** in our time: when it was last heard of */
  readonly heardAt: Date
}

/** What is kept of one detector of one track. */
export type Stored = {
  readonly version: string
  /** up to where the state knows */
  readonly settledAt: Date
  /** up to where it has read */
  readonly uptoAt: Date
  readonly silentUntilAt: Date | null
  /** begun anew because of old posts: up to where it had read without them */
  readonly revisedUntilAt: Date | null
  /** replay id → how far it was when this was read */
  readonly replays: Readonly<Record<string, string>>
}

export type SeriesSituation = {
  readonly stored: Stored | undefined
  readonly version: string
  readonly stepMinutes: number
  /** undefined: LEARN_DAYS */
  readonly learnDays?: number | undefined
  /** begin of observation of the track */
  readonly seriesStart: Date
  /** up to where counts are complete */
  readonly until: Date
  readonly replays: readonly ReplaySpan[]
  /** the furthest that another detector has read of this track */
  readonly othersUptoAt: Date | undefined
  /** posts came that lie further back than the state, enough to learn from */
  readonly hasOldPosts: boolean
}

export type SeriesPlan = {
  /** the first point that was not read yet */
  readonly from: Date
  /** without the stored state, which knows nothing of this version or of these posts */
  readonly isAnew: boolean
  readonly silentUntil: Date | null
  /** up to here it has been judged before, perhaps without posts that came late */
  readonly revisedUntil: Date | null
}

/**
 * Where a detector goes on. It begins anew where its version changed, where a replay has put posts into points that it had read as
 * empty, and where old posts came; what was judged before stays silent, but not the replay, and not what those posts show of the
 * last day.
 */
export function planSeries(situation: SeriesSituation): SeriesPlan {
  const { stored, version, until, replays, othersUptoAt, hasOldPosts } = situation
  const rewind = earliest(replays.flatMap((replay) => missed(replay, stored, othersUptoAt)))
  const isOther = !stored || stored.version !== version || rewind !== undefined
  const judged = stored ? latest(stored.uptoAt, stored.revisedUntilAt) : (othersUptoAt ?? null)
  if (stored && !isOther) {
    if (hasOldPosts) return { from: learnFrom(situation, until), isAnew: true, silentUntil: null, revisedUntil: judged }
    return { from: stored.uptoAt, isAnew: false, silentUntil: stored.silentUntilAt, revisedUntil: judged }
  }
  const from = learnFrom(situation, rewind && rewind < until ? rewind : until)
  const silentUntil = judged !== null && rewind && rewind < judged ? rewind : judged
  return { from, isAnew: true, silentUntil, revisedUntil: null }
}

/** The first point of what a series learns from that begins anew. */
export function learnFrom(
  {
    seriesStart,
    stepMinutes,
    learnDays = LEARN_DAYS,
  }: Pick<SeriesSituation, 'seriesStart' | 'stepMinutes' | 'learnDays'>,
  end: Date,
): Date {
  return floorPoint(new Date(Math.max(seriesStart.getTime(), end.getTime() - learnDays * DAY)), stepMinutes)
}

/** The moment of the state that is kept, of a series that has read from `known` to `end`. */
export function settledAt(known: Date, end: Date, stepMinutes: number): Date {
  return latest(known, floorPoint(new Date(end.getTime() - SETTLED_HOURS * HOUR), stepMinutes))
}

/** The beginning of the point in which the moment lies; points are counted from 1970, so that they are the same for everybody. */
export function floorPoint(at: Date, stepMinutes: number): Date {
  const step = stepMinutes * MINUTE
  return new Date(Math.floor(at.getTime() / step) * step)
}

/**
 * Whether an alarm may raise an alert.
 * @param at the end of its point, in the time of the posts
 */
export function isLoud(at: Date, now: Date, silentUntil: Date | null, replays: readonly ReplaySpan[]): boolean {
  if (silentUntil !== null && at <= silentUntil) return false
  if (at.getTime() > now.getTime() - LOUD_HOURS * HOUR) return true
  return replays.some(({ from, upTo }) => from < at && at.getTime() <= upTo.getTime() + HOUR)
}

/** Whether an alarm may raise an alert in a point that was judged before and in which posts came late. @param at its end */
export function isLoudLate(at: Date, now: Date): boolean {
  return at.getTime() > now.getTime() - LOUD_HOURS * HOUR
}

/** The replays that can hold posts of a track: what was over before the track was made never matched it. */
export function replaysOf(trackCreatedAt: Date, replays: readonly ReplaySpan[]): ReplaySpan[] {
  return replays.filter(({ heardAt }) => heardAt >= trackCreatedAt)
}

/** From where a replay's posts lie in points that were read without them. */
function missed(replay: ReplaySpan, stored: Stored | undefined, othersUptoAt: Date | undefined): Date[] {
  if (!stored) return othersUptoAt ? [] : [replay.from]
  const seen = stored.replays[replay.id]
  const known = seen === undefined ? replay.from : new Date(seen)
  // A replay that was stopped, and goes on: meanwhile the points after it have been read.
  const hasMoved = seen === undefined || replay.upTo > known
  return hasMoved && known < stored.uptoAt ? [known] : []
}

function latest(one: Date, other: Date | null): Date {
  return other !== null && other > one ? other : one
}

function earliest(times: readonly Date[]): Date | undefined {
  return times.reduce<Date | undefined>(
    (least, time) => (least === undefined || time < least ? time : least),
    undefined,
  )
}
