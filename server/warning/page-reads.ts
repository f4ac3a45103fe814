import { personIdOf } from '../access/actor-key.ts'
import { namesOfPeople } from '../access/name-reads.ts'
import type { App } from '../app.ts'
import { DAY, HOUR, MINUTE } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { lexiconNames } from '../monitoring/lexicon-reads.ts'
import { firstPost, type Span, trackSeries, watchedUntil } from '../monitoring/reads.ts'
import { countPlatforms } from '../monitoring/track-count-reads.ts'
import { nameNow } from './actor-name.ts'
import { type AlarmRow, type AlertRow, findAlert, listAlarms, listRelated, listTransitions } from './alert-store.ts'
import { curvesOf, failuresOf } from './curve.ts'
import { forecastStory, POINT_MINUTES } from './forecast.ts'
import { listHandovers } from './handover-store.ts'
import { cardsOf } from './reads.ts'
import type { AlertCard, AlertPage } from './schema.ts'
import { baselinesAt, listHeads, listReadings } from './series-store.ts'
import { listStages } from './stage-store.ts'
import { toldOf } from './told-reads.ts'
import { isLive } from './transition.ts'
import { JOIN_HOURS } from './watch.ts'

/** Of a longer story several steps become one: a picture has no more room. */
const MOST_STEPS = 96

/**
 * The first look at one alert: what, how bad, since when, what to do. It reads no posts but the first one, since it must be there at once also
 * where a hundred thousand were said; what lies behind it is alertContents.
 * @throws Refusal `not-found`, also for another organisation's
 */
export async function alertPage(app: App, orgId: string, alertId: string): Promise<AlertPage> {
  const { db } = app
  const { row, card, span, until } = await findNumbers(app, orgId, alertId)
  const sums = await sumsOf(db, orgId, row.track_id, span)
  const ahead = isLive(row.state) ? await foretell(db, row, until) : { forecast: [], course: [] }
  return {
    alert: card,
    alarms: await alarmsOf(db, orgId, await listAlarms(db, orgId, alertId)),
    ...(await whoDidWhat(db, orgId, alertId)),
    related: await cardsOf(db, orgId, await listRelated(db, row)),
    told: await toldOf(db, orgId, alertId),
    curves: await alertCurves(db, row, until),
    ...ahead,
    course: ahead.course.map((step, n, all) => (n === all.length - 1 ? { ...step, posts: sums.posts } : step)),
    from: span.from.toISOString(),
    to: span.to.toISOString(),
    ...sums,
    firstPost: (await firstPost(db, orgId, row.track_id, span)) ?? null,
  }
}

/**
 * An alert and the time that its numbers count: from the beginning of its first window until now, or its end.
 * @throws Refusal `not-found`, also for another organisation's
 */
export async function findNumbers(
  { db, clock }: App,
  orgId: string,
  alertId: string,
): Promise<{ row: AlertRow; card: AlertCard; span: Span; until: Date }> {
  const row = await findAlert(db, orgId, alertId)
  const [card] = row ? await cardsOf(db, orgId, [row]) : []
  if (!row || !card) throw new Refusal('not-found')
  const until = await watchedUntil(db, orgId, clock.now())
  return { row, card, span: { from: row.from_at, to: endOfNumbers(row, until) }, until }
}

async function sumsOf(
  db: Db,
  orgId: string,
  trackId: string,
  span: Span,
): Promise<Pick<AlertPage, 'posts' | 'judged' | 'negative' | 'platforms'>> {
  const counts = await countPlatforms(db, orgId, trackId, span)
  const sum = (key: 'posts' | 'judged' | 'negative') => counts.reduce((total, each) => total + each[key], 0)
  return {
    posts: sum('posts'),
    judged: sum('judged'),
    negative: sum('negative'),
    platforms: counts.map(({ name, posts, negative }) => ({ name, posts, negative })),
  }
}

async function alarmsOf(db: Db, orgId: string, alarms: readonly AlarmRow[]): Promise<AlertPage['alarms']> {
  const lists = [...new Set(alarms.flatMap(({ subject }) => subject?.category ?? []))]
  const names = await lexiconNames(db, orgId, lists)
  return alarms.map(({ at, detector, version, subject, ...seen }) => {
    const listName = names.get(subject?.category ?? '')
    return {
      at: at.toISOString(),
      detector,
      detectorVersion: version,
      ...seen,
      ...(subject ? { subject } : {}),
      ...(listName === undefined ? {} : { listName }),
    }
  })
}

/** Transitions, steps and handovers, with the names that people have now. */
async function whoDidWhat(
  db: Db,
  orgId: string,
  alertId: string,
): Promise<Pick<AlertPage, 'transitions' | 'stages' | 'handovers'>> {
  const transitions = await listTransitions(db, orgId, alertId)
  const stages = await listStages(db, orgId, alertId)
  const handovers = await listHandovers(db, orgId, alertId)
  const keys = [...transitions, ...stages, ...handovers].map(({ byKey }) => personIdOf(byKey))
  const names = await namesOfPeople(db, orgId, [...keys, ...handovers.map(({ toId }) => toId)])
  return {
    transitions: transitions.map(({ at, byKey, byName, ...moved }) => ({
      at: at.toISOString(),
      byName: nameNow(names, byKey, byName),
      ...moved,
    })),
    stages: stages.map(({ at, stage, why, byKey, byName, level, figures, isTold }) => {
      const by = nameNow(names, byKey, byName)
      return { at: at.toISOString(), stage, why, byName: by, level, size: figures.size, isTold }
    }),
    handovers: handovers.map(({ at, byKey, byName, toId, reason }) => ({
      at: at.toISOString(),
      byName: nameNow(names, byKey, byName),
      toName: names.get(toId) ?? '',
      reason,
    })),
  }
}

/** A day before it was detected, to see what is usual, until two hours after it spoke last. */
async function alertCurves(db: Db, row: AlertRow, until: Date): Promise<AlertPage['curves']> {
  const from = new Date(row.detected_at.getTime() - DAY)
  const to = new Date(Math.min(until.getTime(), row.last_alarm_at.getTime() + 2 * HOUR))
  const heads = (await listHeads(db, row.org_id)).filter(({ trackId }) => trackId === row.track_id)
  return curvesOf(await listReadings(db, row.org_id, row.track_id, { from, to }), failuresOf(heads))
}

/** From the beginning of its first window, beyond what was usual then, and how many posts there were by then. */
async function foretell(db: Db, row: AlertRow, until: Date): Promise<Pick<AlertPage, 'forecast' | 'course'>> {
  const { org_id: orgId, track_id: trackId, from_at: from } = row
  const usual = await baselinesAt(db, orgId, trackId, from)
  const steps = await trackSeries(db, orgId, trackId, { from, to: until }, POINT_MINUTES)
  const forecast = forecastStory(
    steps.map(({ posts }) => posts),
    usual.get('volume') ?? 0,
  )
  return { forecast, course: forecast.length === 0 ? [] : courseUntil(steps, until) }
}

/** How many posts there had been by the end of each step; the last one ends now. */
function courseUntil(
  steps: readonly { readonly at: Date; readonly posts: number }[],
  until: Date,
): AlertPage['course'] {
  const stride = Math.ceil(steps.length / MOST_STEPS)
  const course: { at: string; posts: number }[] = []
  let posts = 0
  for (const [n, step] of steps.entries()) {
    posts += step.posts
    const isLast = n === steps.length - 1
    if (!isLast && (n + 1) % stride !== 0) continue
    const end = isLast ? until : new Date(step.at.getTime() + POINT_MINUTES * MINUTE)
    course.push({ at: end.toISOString(), posts })
  }
  return course
}

/** While it lives, until now; once closed, until then; with a crisis, as long as alarms would have joined it. */
function endOfNumbers(row: AlertRow, until: Date): Date {
  if (isLive(row.state)) return until
  const end = row.ended_at ?? row.last_alarm_at
  const joined = row.last_alarm_at.getTime() + JOIN_HOURS * HOUR
  return row.state === 'escalated' ? new Date(Math.max(end.getTime(), Math.min(until.getTime(), joined))) : end
}
