import type { App } from '../app.ts'
import { DAY, HOUR } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import {
  biggestPosts,
  countPosts,
  emotionsOf,
  firstPost,
  listTracks,
  platformsOf,
  postsByIds,
  regionsOf,
  sampleTexts,
  trackSeries,
  watchedUntil,
} from '../monitoring/reads.ts'
import type { PostCard } from '../monitoring/schema.ts'
import { keyAccounts, listStories } from '../monitoring/story-reads.ts'
import { countTracks } from '../monitoring/track-count-reads.ts'
import { type AlertRow, findAlert, listAlarms, listRelated, listTransitions } from './alert-store.ts'
import { mostTypical } from './complaint.ts'
import { curvesOf } from './curve.ts'
import { wordsBetween } from './figures-reads.ts'
import { type Forecast, forecastStory, POINT_MINUTES } from './forecast.ts'
import { listHandovers } from './handover-store.ts'
import { curvesOfAll, failuresOf, type KeptCurves } from './kept-curves-store.ts'
import { cardsOf } from './reads.ts'
import type { AlertPage, Watch } from './schema.ts'
import { baselinesAt, listHeads, listReadings } from './series-store.ts'
import { listStages } from './stage-store.ts'
import { isLive } from './transition.ts'
import { JOIN_HOURS } from './watch.ts'
import type { WatchApp } from './watching.ts'

const BIGGEST = 5
const COMPLAINTS = 200
const GROWN = 20
const STORIES = 6
const ACCOUNTS = 6
const WATCH_HOURS = 24

type Span = { readonly from: Date; readonly to: Date }

/**
 * Everything about one alert: what was said between the beginning of its first window and now (or its end).
 * @throws Refusal `not-found`, also for another organisation's
 */
export async function alertPage(app: WatchApp, orgId: string, alertId: string): Promise<AlertPage> {
  const { db } = app
  const row = await findAlert(db, orgId, alertId)
  const [card] = row ? await cardsOf(db, orgId, [row]) : []
  if (!row || !card) throw new Refusal('not-found')
  const until = await watchedUntil(db, orgId, app.clock.now())
  const alarms = await listAlarms(db, orgId, alertId)
  const transitions = await listTransitions(db, orgId, alertId)
  const stages = await listStages(db, orgId, alertId)
  return {
    alert: card,
    alarms: alarms.map(({ at, detector, version, subject, ...seen }) => ({
      at: at.toISOString(),
      detector,
      detectorVersion: version,
      ...seen,
      ...(subject ? { subject } : {}),
    })),
    stages: stages.map(({ at, stage, why, byName, level, figures, isTold }) => {
      return { at: at.toISOString(), stage, why, byName, level, size: figures.size, isTold }
    }),
    related: await cardsOf(db, orgId, await listRelated(db, row)),
    handovers: (await listHandovers(db, orgId, alertId)).map(({ at, ...given }) => ({
      at: at.toISOString(),
      ...given,
    })),
    curves: await alertCurves(db, row, until),
    forecast: isLive(row.state) ? await foretell(db, row, until) : [],
    ...(await contents(app, orgId, row.track_id, { from: row.from_at, to: endOfNumbers(row, until) })),
    transitions: transitions.map(({ at, ...moved }) => ({ at: at.toISOString(), ...moved })),
  }
}

/**
 * The curves of the last hours of every track that is watched, and how much was said in them.
 * @param kept see curvesOfAll; none: all is read
 */
export async function watchOf(
  { db, clock }: App,
  orgId: string,
  hours: number = WATCH_HOURS,
  kept: KeptCurves = new Map(),
): Promise<Watch> {
  const until = await watchedUntil(db, orgId, clock.now())
  const span = { from: new Date(until.getTime() - hours * HOUR), to: until }
  const tracks = await listTracks(db, orgId)
  const counts = await countTracks(db, orgId, span)
  const curves = await curvesOfAll(db, orgId, until, hours, kept)
  const watched = tracks.map(({ id, name }) => {
    const { posts, judged, negative } = counts.get(id) ?? { posts: 0, judged: 0, negative: 0 }
    return { trackId: id, name, posts, judged, negative, curves: curves.get(id) ?? [] }
  })
  return { until: until.toISOString(), tracks: watched }
}

/** A day before it was detected, to see what is usual, until two hours after it spoke last. */
async function alertCurves(db: Db, row: AlertRow, until: Date): Promise<AlertPage['curves']> {
  const from = new Date(row.detected_at.getTime() - DAY)
  const to = new Date(Math.min(until.getTime(), row.last_alarm_at.getTime() + 2 * HOUR))
  const heads = (await listHeads(db, row.org_id)).filter(({ trackId }) => trackId === row.track_id)
  return curvesOf(await listReadings(db, row.org_id, row.track_id, { from, to }), failuresOf(heads))
}

/** From the beginning of its first window, beyond what was usual then. */
async function foretell(db: Db, row: AlertRow, until: Date): Promise<Forecast[]> {
  const { org_id: orgId, track_id: trackId, from_at: from } = row
  const usual = await baselinesAt(db, orgId, trackId, from)
  const counts = await trackSeries(db, orgId, trackId, { from, to: until }, POINT_MINUTES)
  return forecastStory(
    counts.map(({ posts }) => posts),
    usual.get('volume') ?? 0,
  )
}

/** While it lives, until now; once closed, until then; with a crisis, as long as alarms would have joined it. */
function endOfNumbers(row: AlertRow, until: Date): Date {
  if (isLive(row.state)) return until
  const end = row.ended_at ?? row.last_alarm_at
  const joined = row.last_alarm_at.getTime() + JOIN_HOURS * HOUR
  return row.state === 'escalated' ? new Date(Math.max(end.getTime(), Math.min(until.getTime(), joined))) : end
}

/** One query after another: a page is not worth more than one connection. */
async function contents({ db, judges }: WatchApp, orgId: string, trackId: string, span: Span) {
  const { posts, judged, negative, authors } = await countPosts(db, orgId, trackId, span)
  const words = await wordsBetween(db, judges.fold, orgId, trackId, span)
  return {
    from: span.from.toISOString(),
    to: span.to.toISOString(),
    posts,
    judged,
    negative,
    authors,
    grownWords: words.slice(0, GROWN),
    stories: await listStories(db, orgId, trackId, span, STORIES),
    accounts: await keyAccounts(db, orgId, trackId, span, ACCOUNTS),
    firstPost: (await firstPost(db, orgId, trackId, span)) ?? null,
    biggestPosts: await biggestPosts(db, orgId, trackId, span, BIGGEST),
    topComplaint: await topComplaint(db, orgId, trackId, span),
    platforms: await platformsOf(db, orgId, trackId, span),
    regions: await regionsOf(db, orgId, trackId, span),
    emotions: await emotionsOf(db, orgId, trackId, span),
  }
}

async function topComplaint(db: Db, orgId: string, trackId: string, span: Span): Promise<PostCard | null> {
  const texts = await sampleTexts(db, orgId, trackId, span, COMPLAINTS, { sentiment: 'negative' })
  const id = mostTypical(texts)
  const [post] = id === undefined ? [] : await postsByIds(db, orgId, [id])
  return post ?? null
}
