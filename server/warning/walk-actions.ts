import { HOUR } from '../base/clock.ts'
import type { Trx } from '../base/db.ts'
import type { Detector } from '../detectors/contract.ts'
import { detectors, findDetector } from '../detectors/index.ts'
import { type AlertRow, findGroup, hasAlarmNear, listAlarms } from './alert-store.ts'
import { HOLD_HOURS, isCalm, type SeenPoint, type Speaker } from './calm.ts'
import { autoResolve, takeAlarm, type Watched } from './group-actions.ts'
import { withWords } from './lexicon-subject-reads.ts'
import { isLoud, isLoudLate, type ReplaySpan } from './plan.ts'
import { holdBack, listHeld, type RuledAlarm, release } from './rule-hold-actions.ts'
import { type HeldRow, insertRuleAlarm } from './rule-store.ts'
import { inputOf, seriesOf } from './series-input-reads.ts'
import { listReadings } from './series-store.ts'
import { isListed } from './signal-hot-store.ts'
import { endOf, type PointReading, type Stepped } from './stepping.ts'
import { isLive } from './transition.ts'
import { JOIN_HOURS } from './watch.ts'
import type { WatchApp } from './watching.ts'

/**
 * Goes through the points that were just read in the order of time, whatever detector read them, so that a fortnight caught up in one
 * go gives the same alerts as if somebody had watched it live: alarms open, join and reopen alerts, two calm hours resolve them (but
 * never before anybody could have seen them). Points that had been judged before are not judged calm again: of them only alarms count
 * that posts which came late have brought.
 */
export async function walkReadings(
  app: WatchApp,
  trx: Trx,
  watched: Watched,
  all: readonly Stepped[],
  replays: readonly ReplaySpan[],
): Promise<void> {
  // That nothing comes is a trouble of our own sight (blindness.ts), not something that people said.
  const stepped = all.filter(({ detector }) => detector.tells !== 'silence')
  const alarms = Map.groupBy(
    stepped.flatMap((each) => [...loudAlarms(each, app.clock.now(), replays), ...lateAlarms(each, app.clock.now())]),
    ({ at }) => at.getTime(),
  )
  let alert = await findGroup(trx, watched.orgId, watched.trackId, watched.mode)
  const fresh = endsOf(stepped)
  const ends = [...new Set([...fresh, ...alarms.keys()])].sort((one, other) => one - other)
  const [first, last] = [ends.at(0), ends.at(-1)]
  if (first === undefined || last === undefined) return
  const held = await listHeld(trx, watched, new Date(first))
  if (alarms.size === 0 && held.length === 0 && !(alert && isLive(alert.state))) return
  const seen = await readPoints(trx, watched, first, last)
  let speakers: Speakers | undefined
  for (const end of ends) {
    const heard = [...(alarms.get(end) ?? []), ...(await releasedAt(trx, watched, held, end, alert))]
    for (const alarm of heard) {
      const taken = await take(app, trx, watched, alarm, alert, held)
      alert = taken ?? alert
      if (taken) speakers = undefined
    }
    if (!fresh.has(end) || !alert || !isLive(alert.state) || end < alert.last_alarm_at.getTime() + HOLD_HOURS * HOUR)
      continue
    if (!couldBeSeen(alert, app.clock.now())) continue
    speakers ??= await speakersOf(trx, alert)
    if (speakers.isSlow && end < alert.last_alarm_at.getTime() + SLOW_HOURS * HOUR) continue
    if (
      isCalm(
        new Date(end),
        alert.last_alarm_at,
        speakers.series.map((each) => withPoints(each, seen, end)),
      ) &&
      // A topic that stands on a hot list is not over, however few posts of ours say it.
      !(await isListed(trx, alert.org_id, alert.id, { from: new Date(end - HOLD_HOURS * HOUR), to: new Date(end) }))
    ) {
      alert = await autoResolve(app, trx, alert, new Date(end))
    }
  }
}

/** @returns the alert of which it became a part; undefined where it was known, or is kept back for being too light */
async function take(
  app: WatchApp,
  trx: Trx,
  watched: Watched,
  alarm: WalkedAlarm,
  alert: AlertRow | undefined,
  held: HeldRow[],
): Promise<AlertRow | undefined> {
  // A curve that late posts have changed must not tell the same storm twice.
  if (alarm.isLate && (await hasAlarmNear(trx, watched, alarm, JOIN_HOURS))) return undefined
  const lives = alert !== undefined && isLive(alert.state)
  if (!lives && (await holdBack(trx, watched, alarm))) {
    held.splice(0, held.length, ...(await listHeld(trx, watched, alarm.at)))
    return undefined
  }
  const taken = await takeAlarm(app, trx, watched, await withWords(trx, watched, alarm))
  if (alarm.byRule) await insertRuleAlarm(trx, { ...watched, rule: alarm.detector }, alarm.byRule)
  return taken
}

/** What was too light before and is grave enough now; nothing while an alert lives, which people know of. */
async function releasedAt(
  trx: Trx,
  watched: Watched,
  held: HeldRow[],
  end: number,
  alert: AlertRow | undefined,
): Promise<WalkedAlarm[]> {
  if (alert && isLive(alert.state)) return []
  for (const each of held) {
    const released = await release(trx, watched, each, new Date(end))
    if (!released) continue
    held.splice(held.indexOf(each), 1)
    return [{ ...released, isLate: false }]
  }
  return []
}

/**
 * What was caught up in one go (a replay, a product that stood still over night) may be calm again before anybody has looked: an alert
 * is resolved by itself only after it has stood on people's pages for as long as the calm must last, or somebody has taken it on.
 */
function couldBeSeen({ acknowledged_at, raised_at }: AlertRow, now: Date): boolean {
  return acknowledged_at !== null || now.getTime() >= raised_at.getTime() + HOLD_HOURS * HOUR
}

/** A drift of weeks stays on people's pages for a day at least: nobody can see it calm down. */
const SLOW_HOURS = 24

/** `byRule`: of a track that has a rule of its own, which version of it spoke, to be kept beside the alarm. */
type WalkedAlarm = RuledAlarm & { readonly isLate: boolean }

function loudAlarms(
  { detector, subject, readings, silentUntil }: Stepped,
  now: Date,
  replays: readonly ReplaySpan[],
): WalkedAlarm[] {
  return readings
    .filter(({ alarm }) => alarm)
    .map((reading) => alarmOf({ detector, subject }, reading, false))
    .filter(({ at }) => isLoud(at, now, silentUntil, replays))
}

function lateAlarms({ detector, subject, revised }: Stepped, now: Date): WalkedAlarm[] {
  return revised.map((reading) => alarmOf({ detector, subject }, reading, true)).filter(({ at }) => isLoudLate(at, now))
}

function alarmOf(
  { detector, subject }: Pick<Stepped, 'detector' | 'subject'>,
  reading: PointReading,
  isLate: boolean,
): WalkedAlarm {
  const { id, version, stepMinutes, input } = detector
  const { score, observed, expected, windowMinutes } = reading
  const at = endOf(reading.at, stepMinutes)
  const { value, baseline, loudness, rule } = reading
  const leastLevel = rule?.leastLevel ?? 3
  const byRule = rule && {
    version: rule.version,
    threshold: rule.threshold,
    cause: rule.cause,
    subject,
    slot: 'live' as const,
    at,
    score,
    loudness,
    value,
    baseline,
  }
  const of = subject === '' ? {} : { subject: inputOf(input).alarmSubject(subject) }
  return {
    ...of,
    ...(byRule && { byRule, leastLevel }),
    detector: id,
    version,
    at,
    score,
    observed,
    expected,
    windowMinutes,
    isOfPosts: input === 'posts',
    isLate,
  }
}

/** When something could be known that was not judged before, in milliseconds. */
function endsOf(stepped: readonly Stepped[]): ReadonlySet<number> {
  return new Set(
    stepped.flatMap(({ detector, readings }) => readings.map(({ at }) => endOf(at, detector.stepMinutes).getTime())),
  )
}

/** detector and series → beginning of the point → what it saw */
type Seen = ReadonlyMap<string, ReadonlyMap<number, SeenPoint>>

async function readPoints(trx: Trx, { orgId, trackId }: Watched, first: number, last: number): Promise<Seen> {
  const span = { from: new Date(first - HOLD_HOURS * HOUR - HOUR), to: new Date(last) }
  const byDetector = Map.groupBy(await listReadings(trx, orgId, trackId, span, 5, 'all'), seriesKey)
  return new Map([...byDetector].map(([id, rows]) => [id, new Map(rows.map((row) => [row.at.getTime(), row]))]))
}

const seriesKey = ({ detector, subject }: { readonly detector: string; readonly subject: string }): string =>
  `${detector} ${subject}`

type Speaking = Omit<Speaker, 'points'> & { readonly series: string }
type Speakers = { readonly series: readonly Speaking[]; readonly isSlow: boolean }

/** @returns whose curves must be calm; `isSlow`: something spoke that goes on for weeks, of which the curves of hours know nothing */
async function speakersOf(trx: Trx, alert: AlertRow): Promise<Speakers> {
  const alarms = Map.groupBy(await listAlarms(trx, alert.org_id, alert.id), (alarm) =>
    seriesKey({ detector: alarm.detector, subject: seriesOf(alarm.subject) }),
  )
  const spoke = [...alarms].flatMap(([series, each]) => {
    const detector = findDetector(each[0]?.detector ?? '')
    return detector ? [{ detector, series, score: Math.min(...each.map(({ score }) => score)) }] : []
  })
  const isSlow = spoke.some(({ detector }) => detector.hasCurve === false)
  const quick = spoke.filter(({ detector }) => detector.hasCurve !== false)
  const series = quick.map((each) => speakingOf(each.detector, each.series, each.score))
  if (series.length > 0) return { series, isSlow }
  // What spoke has no curve of hours (a single post, a hot list, a drift of weeks): it is over when the volume is as ever.
  const volumes = detectors.filter(({ input }) => input === 'posts')
  const usual = volumes.map((each) =>
    speakingOf(each, seriesKey({ detector: each.id, subject: '' }), each.speaking.threshold),
  )
  return { series: usual, isSlow }
}

function speakingOf({ input, stepMinutes }: Detector<unknown>, series: string, spokeAt: number): Speaking {
  return { series, isShare: inputOf(input).isShare, stepMinutes, spokeAt }
}

function withPoints(speaking: Speaking, seen: Seen, end: number): Speaker {
  const step = speaking.stepMinutes * 60_000
  const count = (HOLD_HOURS * HOUR) / step
  const own = seen.get(speaking.series)
  const points = Array.from({ length: count }, (_, n) => own?.get(end - (count - n) * step))
  return { ...speaking, points: points.filter((point) => point !== undefined) }
}
