import type { App } from '../app.ts'
import { DAY, HOUR } from '../base/clock.ts'
import { isNear, keptOf } from './back-test.ts'
import { newestOf } from './rule-actions.ts'
import { listSpoken, type SpokenAlert } from './rule-mark-reads.ts'
import type { BackTest, Moment, RuleSettings } from './rule-schema.ts'
import { listVersions } from './rule-store.ts'
import { decideForSignal, newsOf, readSights } from './signal-judging-reads.ts'
import type { Signal } from './signal-rules.ts'
import type { SightRow } from './signal-sight-store.ts'

type Reader = Pick<App, 'db' | 'clock'>
type Asked = { readonly settings?: RuleSettings | undefined }

/**
 * When these settings would have told of a post, an account, a story or a topic over the last days: the function of the watch over what the
 * detector saw then, one by one, in the order in which it did.
 */
export async function signalBackTest(
  app: Reader,
  orgId: string,
  trackId: string,
  signal: Signal,
  asked: Asked & { readonly days: number },
): Promise<BackTest> {
  const to = app.clock.now()
  const from = new Date(to.getTime() - asked.days * DAY)
  const history = await readSights(app.db, orgId, trackId, signal, to)
  const live = newestOf(await listVersions(app.db, orgId, trackId, signal.id), 'live')
  const decide = (settings: RuleSettings | undefined) =>
    decideForSignal(app.db, orgId, trackId, signal, settings, to, history)
  const decision = await decide(asked.settings ?? live?.settings)
  const firedAt = (threshold: number): SightRow[] =>
    newsOf(history.sights, signal, threshold).filter(({ at }) => at >= from && at <= to)
  const fired = firedAt(decision.threshold).sort((one, other) => one.at.getTime() - other.at.getTime())
  const now = live && !live.isOn ? 0 : firedAt((await decide(live?.settings)).threshold).length
  const sent = (await listSpoken(app.db, orgId, { from, to: new Date(to.getTime() + HOUR) }, trackId)).filter(
    ({ detector }) => detector === signal.id,
  )
  const { threshold, historyDays, hasHistory } = decision
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    detector: signal.id,
    isShare: false,
    usualThreshold: signal.speaking.threshold,
    ...{ threshold, historyDays, hasHistory, now },
    fired: fired.map((each) => firedOf(each, threshold, sent)),
    ...keptOf(
      sent,
      fired.map(({ at }) => at),
    ),
    // Of most moments there is nothing to see.
    hasCurve: false,
    points: [],
  }
}

function firedOf(sight: SightRow, threshold: number, sent: readonly SpokenAlert[]): BackTest['fired'][number] {
  const { at, score, observed, expected, subject } = sight
  const alert = sent.find((each) => isNear(each.at, at))
  return {
    at: at.toISOString(),
    cause: 'score',
    score,
    threshold,
    value: observed,
    baseline: expected,
    low: 0,
    high: expected,
    mark: alert?.mark ?? null,
    alertId: alert?.alertId ?? null,
    about: subject,
  }
}

/** Why these settings tell at this moment, or why not: of what was seen in the hour that ends there, the loudest. */
export async function signalMoment(
  app: Reader,
  orgId: string,
  trackId: string,
  signal: Signal,
  asked: Asked & { readonly at: Date },
): Promise<Omit<Moment, 'posts'>> {
  const until = app.clock.now()
  const history = await readSights(app.db, orgId, trackId, signal, until)
  const live = newestOf(await listVersions(app.db, orgId, trackId, signal.id), 'live')
  const settings = asked.settings ?? live?.settings
  const { threshold } = await decideForSignal(app.db, orgId, trackId, signal, settings, until, history)
  const hour = { from: new Date(asked.at.getTime() - HOUR), to: asked.at }
  const isOff = asked.settings === undefined && live?.isOn === false
  const news = newsOf(history.sights, signal, isOff ? Number.POSITIVE_INFINITY : threshold)
  const spoke = loudestOf(news, hour)
  const seen = spoke ?? loudestOf(history.sights, hour)
  const isLooked = history.historyDays > 0 && asked.at <= until
  const isReached = seen !== undefined && seen.score >= Math.fround(threshold)
  const told = seen && !spoke && isReached ? news.findLast(({ key }) => key === seen.key) : undefined
  const restsUntil = told && new Date(told.at.getTime() + signal.speaking.restHours * HOUR).toISOString()
  const unheard = seen?.isLoud === false ? 'late' : 'resting'
  const why = isOff ? 'off' : spoke ? 'spoke' : isReached ? unheard : isLooked ? 'below' : 'not-read'
  return {
    at: asked.at.toISOString(),
    why,
    score: seen?.score ?? 0,
    threshold,
    value: seen?.observed ?? 0,
    low: 0,
    high: seen?.expected ?? 0,
    hourPosts: 0,
    leastPosts: null,
    restsUntil: restsUntil ?? null,
    from: hour.from.toISOString(),
    to: hour.to.toISOString(),
    ...(seen && { about: seen.subject }),
  }
}

function loudestOf(
  sights: readonly SightRow[],
  { from, to }: { readonly from: Date; readonly to: Date },
): SightRow | undefined {
  const own = sights.filter(({ at }) => at > from && at <= to)
  return own.reduce<SightRow | undefined>((best, each) => (best && best.score >= each.score ? best : each), undefined)
}
