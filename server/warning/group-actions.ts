import { actorKey, systemActor } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import type { Actor, App } from '../app.ts'
import { HOUR, MINUTE } from '../base/clock.ts'
import type { Trx } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import {
  type AlarmRow,
  type AlertChange,
  type AlertRow,
  findGroup,
  findMergedHome,
  hasAlarm,
  insertAlarm,
  insertAlert,
  insertTransition,
  listLive,
  listRelated,
  updateAlert,
} from './alert-store.ts'
import { HOLD_HOURS } from './calm.ts'
import { extentOf, type Figures, figuresOf } from './figures-reads.ts'
import { ACK_MINUTES, graver, type Level } from './level.ts'
import { isCalmPart } from './part-calm.ts'
import { partCounts } from './part-reads.ts'
import type { AlertNews } from './schema.ts'
import { belongs } from './scope.ts'
import { turnedStep } from './stage-actions.ts'
import { joinStory } from './story-actions.ts'
import { isLive } from './transition.ts'
import { ACT_VERBS, isLoudNews, moveAlert, tellPeople } from './transition-actions.ts'
import { type Extent, isFollowed, meaningOf, newsOf } from './watch.ts'
import type { WatchApp } from './watching.ts'

/** An alert that goes on for days is told of by its last day. */
const MOST_WINDOW_MINUTES = 24 * 60

/** Whose alarms: drills have alerts of their own, which never mix with those of life. */
export type Watched = { readonly orgId: string; readonly trackId: string; readonly mode: 'live' | 'drill' }

export type Alarm = AlarmRow & {
  /** the detector's `expected` counts posts; a share's does not */
  readonly isOfPosts: boolean
}

/**
 * One alarm of a detector becomes part of an alert, or a new one. The same alarm a second time changes nothing.
 * @returns the alert, or undefined where the alarm was known
 */
export async function takeAlarm(
  app: WatchApp,
  trx: Trx,
  watched: Watched,
  alarm: Alarm,
): Promise<AlertRow | undefined> {
  if (await hasAlarm(trx, watched, alarm)) return undefined
  const group = await ownerOf(trx, watched, alarm)
  const extent = group && (await extentNow(trx, group, alarm.at))
  const hasGrown = group !== undefined && extent !== undefined && newsOf(toldOf(group), extent) === 'grew'
  const meaning = meaningOf(alarm.at, group && groupOf(group), hasGrown)
  if (!group || !extent || meaning === 'new') return raise(app, trx, watched, alarm)
  await insertAlarm(trx, group, watched.trackId, alarm)
  const lastAlarmAt = later(group.last_alarm_at, alarm.at)
  if (meaning === 'recur') return recur(app, trx, { ...group, last_alarm_at: lastAlarmAt }, alarm.at, extent)
  return join(app, trx, group, alarm, extent)
}

/** What was split off first, then the track's own, then the alert into which that was merged. */
async function ownerOf(trx: Trx, { orgId, trackId, mode }: Watched, alarm: Alarm): Promise<AlertRow | undefined> {
  const live = await listLive(trx, orgId, trackId, mode)
  const owner = live.find(({ scope }) => scope === null || belongs(alarm, scope))
  const home = owner ?? (await findMergedHome(trx, orgId, trackId, mode))
  return home ?? findGroup(trx, orgId, trackId, mode)
}

/**
 * People are told again of an alert that has grown or spread since they last were; one that was closed too early opens again.
 * @param until in the time of the posts
 */
export async function followGroup(app: WatchApp, trx: Trx, watched: Watched, until: Date): Promise<void> {
  const { orgId, trackId, mode } = watched
  const main = await findGroup(trx, orgId, trackId, mode)
  const parts = (await listLive(trx, orgId, trackId, mode)).filter(({ part }) => part !== '')
  const own = main ?? (await findMergedHome(trx, orgId, trackId, mode))
  if (own) await follow(app, trx, own, until)
  for (const part of parts) if (!(await endPart(app, trx, part, until))) await follow(app, trx, part, until)
}

/**
 * What was split off is resolved by itself too, once two calm hours have passed since its last alarm, and whoever split it off has had
 * it for as long.
 */
async function endPart(app: WatchApp, trx: Trx, part: AlertRow, until: Date): Promise<boolean> {
  const held = until.getTime() - HOLD_HOURS * HOUR
  if (part.last_alarm_at.getTime() > held || part.from_at.getTime() > held) return false
  if (app.clock.now().getTime() < part.raised_at.getTime() + HOLD_HOURS * HOUR) return false
  if (!isCalmPart(await partCounts(trx, app.judges.fold, part, until))) return false
  await autoResolve(app, trx, part, until)
  return true
}

async function follow(app: WatchApp, trx: Trx, alert: AlertRow, until: Date): Promise<void> {
  if (until <= alert.from_at || !isFollowed(groupOf(alert), until)) return
  const extent = await extentNow(trx, alert, until)
  const news = newsOf(toldOf(alert), extent)
  if (news === undefined) return isLive(alert.state) ? followCurve(app, trx, alert, until, extent) : undefined
  if (isLive(alert.state)) {
    const change = { ...worse(app, alert, await figuresSince(app, trx, alert, until)), ...toldAgain(alert, extent) }
    await tellPeople(app, trx, await updateAlert(trx, alert, change), news)
  } else if (news === 'grew') await recur(app, trx, alert, until, extent)
}

/** Its curve has turned, or rises again: a step of its own, with the figures of the moment. */
async function followCurve(app: WatchApp, trx: Trx, alert: AlertRow, until: Date, extent: Extent): Promise<void> {
  const step = await turnedStep(trx, alert, until)
  if (!step) return
  const figures = worse(app, alert, await figuresSince(app, trx, alert, until))
  const change = step.why === 'rebound' ? { ...figures, ...toldAgain(alert, extent) } : figures
  // A second rise wakes whoever was told that it was over its peak.
  await tellPeople(
    app,
    trx,
    await updateAlert(trx, alert, change),
    step.why === 'rebound' ? 'grew' : 'moved',
    undefined,
    step,
  )
}

/** Everything is as usual again. @param end in the time of the posts */
export async function autoResolve(app: App, trx: Trx, alert: AlertRow, end: Date): Promise<AlertRow> {
  const change = { ended_at: end, ...toldAgain(alert, await extentNow(trx, alert, end)) }
  return moveAlert(app, trx, systemActor(alert.org_id, 'watch'), alert, { verb: 'auto_resolve', change, news: 'moved' })
}

/** How large it is when it is closed: what doubles from there on is for a person to look at again. */
export async function closingExtent(trx: Trx, alert: AlertRow, end: Date): Promise<AlertChange> {
  return toldAgain(alert, await extentNow(trx, alert, end))
}

async function raise(app: WatchApp, trx: Trx, watched: Watched, alarm: Alarm): Promise<AlertRow> {
  const { orgId, trackId, mode } = watched
  const { at: end, windowMinutes } = alarm
  const now = app.clock.now()
  const from = new Date(end.getTime() - windowMinutes * MINUTE)
  const expected = alarm.isOfPosts ? alarm.expected : undefined
  const figures = await figuresOf(trx, app.judges.fold, { orgId, trackId, end, windowMinutes, expected })
  const { size, platforms } = await extentOf(trx, orgId, trackId, { from, to: end })
  const alert = await insertAlert(trx, {
    ...figures,
    org_id: orgId,
    id: newId(now.getTime()),
    track_id: trackId,
    mode,
    state: 'open',
    from_at: from,
    detected_at: end,
    last_alarm_at: end,
    ended_at: null,
    raised_at: now,
    ack_due_at: ackDue(now, figures.level),
    acknowledged_by: null,
    acknowledged_by_name: null,
    acknowledged_at: null,
    recurrence: 0,
    told_size: size,
    told_platforms: [...platforms],
    crisis_id: null,
  })
  await insertAlarm(trx, alert, trackId, alarm)
  await recordRaising(app, trx, systemActor(orgId, 'watch'), alert, alarm)
  const story = await joinStory(app, trx, alert)
  if (!story.isTold) await tellPeople(app, trx, story.alert, 'raised')
  // One story on two tracks is told once, unless it is graver here.
  else await tellPeople(app, trx, story.alert, 'moved', undefined, { stage: 'opened', why: 'story' })
  return story.alert
}

async function recordRaising(app: App, trx: Trx, actor: Actor, alert: AlertRow, alarm: Alarm): Promise<void> {
  const at = app.clock.now()
  const moved = { at, verb: 'raise', from: null, to: alert.state, byName: actor.name, reason: '', reasonCode: null }
  await insertTransition(trx, alert, moved, actorKey(actor))
  const { number, track_id: trackId, level, observed, expected, window_minutes: windowMinutes } = alert
  const { detector, version, score, at: detectedAt } = alarm
  await recordAct(trx, at, actor, {
    verb: ACT_VERBS.raise,
    objectKind: 'alert',
    objectId: alert.id,
    detail: { number, trackId, level, observed, expected, windowMinutes, detector, version, score, detectedAt },
  })
}

/** What was closed is back: the same alert, with a new deadline, told as loudly as the first time. */
async function recur(app: WatchApp, trx: Trx, alert: AlertRow, end: Date, extent: Extent): Promise<AlertRow> {
  const now = app.clock.now()
  const figures = await figuresSince(app, trx, alert, end)
  return moveAlert(app, trx, systemActor(alert.org_id, 'watch'), alert, {
    verb: 'recur',
    news: 'recurred',
    change: {
      ...worse(app, alert, figures),
      ...toldAgain(alert, extent),
      last_alarm_at: alert.last_alarm_at,
      ended_at: null,
      ack_due_at: ackDue(now, Math.min(alert.level, figures.level)),
      acknowledged_by: null,
      acknowledged_by_name: null,
      acknowledged_at: null,
      recurrence: alert.recurrence + 1,
    },
  })
}

async function join(app: WatchApp, trx: Trx, alert: AlertRow, alarm: Alarm, extent: Extent): Promise<AlertRow> {
  const lives = isLive(alert.state)
  const grown = newsOf(toldOf(alert), extent)
  // Two detectors that speak at the same point are one piece of news, and the first one's figures stand.
  const isEcho = alarm.at.getTime() === alert.last_alarm_at.getTime()
  const news: AlertNews = lives && !isEcho ? (grown ?? 'alarmed') : 'moved'
  const figures = await figuresSince(app, trx, alert, alarm.at)
  const change = worse(app, alert, figures)
  const joined = await updateAlert(trx, alert, {
    ...(isEcho ? { level: change.level, ack_due_at: change.ack_due_at } : {}),
    ...(lives && !isEcho ? change : {}),
    ...(isLoudNews(news, alert) ? toldAgain(alert, extent) : {}),
    last_alarm_at: later(alert.last_alarm_at, alarm.at),
  })
  await tellPeople(app, trx, joined, news)
  return joined
}

/** The newest figures, but never a lower level; a graver one brings the deadline nearer while nobody has acknowledged. */
function worse(app: App, alert: AlertRow, figures: Figures): Figures & Pick<AlertRow, 'ack_due_at'> {
  const level = graver(alert.level as Level, figures.level as Level)
  const due = ackDue(app.clock.now(), level)
  const isNearer = level < alert.level && alert.acknowledged_at === null && due < alert.ack_due_at
  return { ...figures, level, ack_due_at: isNearer ? due : alert.ack_due_at }
}

/** Since it began, at most its last day. */
function figuresSince(app: WatchApp, trx: Trx, alert: AlertRow, end: Date): Promise<Figures> {
  const minutes = Math.round((end.getTime() - alert.from_at.getTime()) / MINUTE)
  const windowMinutes = Math.max(alert.window_minutes, Math.min(minutes, MOST_WINDOW_MINUTES))
  const { org_id: orgId, track_id: trackId } = alert
  return figuresOf(trx, app.judges.fold, { orgId, trackId, end, windowMinutes })
}

/** Over its own track and those of what was merged into it; of a platform alone, or without those that were split off. */
export async function extentNow(trx: Trx, alert: AlertRow, end: Date): Promise<Extent> {
  const { org_id: orgId, track_id: trackId, scope } = alert
  // How far words go is not counted: it grows by its own alarms.
  if (scope && 'words' in scope) return toldOf(alert)
  const related = await listRelated(trx, alert)
  const away = related.flatMap(({ split_from, state, scope: other }) =>
    split_from === alert.id && isLive(state) && other && 'platform' in other ? [other.platform] : [],
  )
  const places = scope && 'platform' in scope ? { only: scope.platform } : { without: away }
  const merged = related.filter(({ merged_into, split_from }) => merged_into === alert.id && split_from !== alert.id)
  const tracks = new Set([trackId, ...merged.map(({ track_id }) => track_id)])
  const extents: Extent[] = []
  for (const each of tracks) extents.push(await extentOf(trx, orgId, each, { from: alert.from_at, to: end }, places))
  return {
    size: extents.reduce((sum, { size }) => sum + size, 0),
    platforms: [...new Set(extents.flatMap(({ platforms }) => platforms))],
  }
}

function toldOf(alert: AlertRow): Extent {
  return { size: alert.told_size, platforms: alert.told_platforms }
}

function toldAgain(alert: AlertRow, { size, platforms }: Extent) {
  return { told_size: size, told_platforms: [...new Set([...alert.told_platforms, ...platforms])] }
}

function ackDue(now: Date, level: number): Date {
  return new Date(now.getTime() + ACK_MINUTES[level as Level] * MINUTE)
}

function later(one: Date, other: Date): Date {
  return one > other ? one : other
}

function groupOf(row: AlertRow) {
  const { state, detected_at: detectedAt, last_alarm_at: lastAlarmAt, ended_at: endedAt } = row
  return { state, detectedAt, lastAlarmAt, endedAt }
}
