import { HOUR } from '../base/clock.ts'
import type { Trx } from '../base/db.ts'
import { findDetector } from '../detectors/index.ts'
import { type AlertRow, findGroup, hasAlarmNear, listAlarms } from './alert-store.ts'
import { HOLD_HOURS, isCalm, type SeenPoint, type Speaker } from './calm.ts'
import { type Alarm, autoResolve, takeAlarm, type Watched } from './group-actions.ts'
import { isLoud, isLoudLate, type ReplaySpan } from './plan.ts'
import { listReadings } from './series-store.ts'
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
  stepped: readonly Stepped[],
  replays: readonly ReplaySpan[],
): Promise<void> {
  const alarms = Map.groupBy(
    stepped.flatMap((each) => [...loudAlarms(each, app.clock.now(), replays), ...lateAlarms(each, app.clock.now())]),
    ({ at }) => at.getTime(),
  )
  let alert = await findGroup(trx, watched.orgId, watched.trackId, watched.mode)
  if (alarms.size === 0 && !(alert && isLive(alert.state))) return
  const fresh = endsOf(stepped)
  const ends = [...new Set([...fresh, ...alarms.keys()])].sort((one, other) => one - other)
  const [first, last] = [ends.at(0), ends.at(-1)]
  if (first === undefined || last === undefined) return
  const seen = await readPoints(trx, watched, first, last)
  let speakers: Speaking[] | undefined
  for (const end of ends) {
    for (const alarm of alarms.get(end) ?? []) {
      // A curve that late posts have changed must not tell the same storm twice.
      if (alarm.isLate && (await hasAlarmNear(trx, watched, alarm, JOIN_HOURS))) continue
      alert = (await takeAlarm(app, trx, watched, alarm)) ?? alert
      speakers = undefined
    }
    if (!fresh.has(end) || !alert || !isLive(alert.state) || end < alert.last_alarm_at.getTime() + HOLD_HOURS * HOUR)
      continue
    if (!couldBeSeen(alert, app.clock.now())) continue
    speakers ??= await speakersOf(trx, alert)
    if (
      isCalm(
        new Date(end),
        alert.last_alarm_at,
        speakers.map((each) => withPoints(each, seen, end)),
      )
    ) {
      alert = await autoResolve(app, trx, alert, new Date(end))
    }
  }
}

/**
 * What was caught up in one go (a replay, a product that stood still over night) may be calm again before anybody has looked: an alert
 * is resolved by itself only after it has stood on people's pages for as long as the calm must last, or somebody has taken it on.
 */
function couldBeSeen({ acknowledged_at, raised_at }: AlertRow, now: Date): boolean {
  return acknowledged_at !== null || now.getTime() >= raised_at.getTime() + HOLD_HOURS * HOUR
}

type WalkedAlarm = Alarm & { readonly isLate: boolean }

function loudAlarms(
  { detector, readings, silentUntil }: Stepped,
  now: Date,
  replays: readonly ReplaySpan[],
): WalkedAlarm[] {
  return readings
    .filter(({ alarm }) => alarm)
    .map((reading) => alarmOf(detector, reading, false))
    .filter(({ at }) => isLoud(at, now, silentUntil, replays))
}

function lateAlarms({ detector, revised }: Stepped, now: Date): WalkedAlarm[] {
  return revised.map((reading) => alarmOf(detector, reading, true)).filter(({ at }) => isLoudLate(at, now))
}

function alarmOf({ id, version, stepMinutes, input }: Stepped['detector'], reading: PointReading, isLate: boolean) {
  const { score, observed, expected, windowMinutes } = reading
  const at = endOf(reading.at, stepMinutes)
  return { detector: id, version, at, score, observed, expected, windowMinutes, isOfPosts: input === 'posts', isLate }
}

/** When something could be known that was not judged before, in milliseconds. */
function endsOf(stepped: readonly Stepped[]): ReadonlySet<number> {
  return new Set(
    stepped.flatMap(({ detector, readings }) => readings.map(({ at }) => endOf(at, detector.stepMinutes).getTime())),
  )
}

/** detector → beginning of the point → what it saw */
type Seen = ReadonlyMap<string, ReadonlyMap<number, SeenPoint>>

async function readPoints(trx: Trx, { orgId, trackId }: Watched, first: number, last: number): Promise<Seen> {
  const span = { from: new Date(first - HOLD_HOURS * HOUR - HOUR), to: new Date(last) }
  const byDetector = Map.groupBy(await listReadings(trx, orgId, trackId, span), ({ detector }) => detector)
  return new Map([...byDetector].map(([id, rows]) => [id, new Map(rows.map((row) => [row.at.getTime(), row]))]))
}

type Speaking = Omit<Speaker, 'points'> & { readonly detector: string }

async function speakersOf(trx: Trx, alert: AlertRow): Promise<Speaking[]> {
  const alarms = Map.groupBy(await listAlarms(trx, alert.org_id, alert.id), ({ detector }) => detector)
  return [...alarms].map(([id, each]) => {
    const detector = findDetector(id)
    return {
      detector: id,
      isShare: detector?.input === 'negative-share',
      stepMinutes: detector?.stepMinutes ?? 5,
      spokeAt: Math.min(...each.map(({ score }) => score)),
    }
  })
}

function withPoints(speaking: Speaking, seen: Seen, end: number): Speaker {
  const step = speaking.stepMinutes * 60_000
  const count = (HOLD_HOURS * HOUR) / step
  const own = seen.get(speaking.detector)
  const points = Array.from({ length: count }, (_, n) => own?.get(end - (count - n) * step))
  return { ...speaking, points: points.filter((point) => point !== undefined) }
}
