import type { Actor } from '../app.ts'
import { DAY, HOUR } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import type { Detector } from '../detectors/contract.ts'
import { biggestPosts, findTrack, watchedUntil } from '../monitoring/reads.ts'
import { countSearch, searchPosts } from '../monitoring/search-actions.ts'
import type { Watching } from '../monitoring/watching.ts'
import { type Fired, fire, fireWords, isNear, keptOf, loudestOf, thin } from './back-test.ts'
import { checkSettings, newestOf } from './rule-actions.ts'
import { judgePoints } from './rule-alarms.ts'
import { bySubject, decideFor, readHistory, restMs, seriesOfRule } from './rule-judging-reads.ts'
import { listSpoken, type SpokenAlert } from './rule-mark-reads.ts'
import type { BackTest, Moment, RuleSettings, WordTest, WordTestAsked } from './rule-schema.ts'
import { listVersions, type StoredVersion } from './rule-store.ts'
import { ruleAlways } from './rule-timeline.ts'
import { inputOf } from './series-input-reads.ts'
import { listSeriesReadings, type ReadingRow } from './series-store.ts'
import { signalBackTest, signalMoment } from './signal-back-test-reads.ts'
import { isSignal, type Ruled } from './signal-rules.ts'
import { endOf } from './stepping.ts'

const MOST_POINTS = 480
const EXAMPLES = 5
/** Search counts are asked by so many minutes. */
const WORD_STEP = 5
const NO_SETTINGS: RuleSettings = { budgetDays: 14 }

type Asked = { readonly detector: string; readonly settings?: RuleSettings | undefined }
type App = Pick<Watching, 'db' | 'clock'>

/**
 * When these settings would have spoken over the last days, and what was really sent meanwhile. The threshold is the one that would be
 * set now, so it has seen these days: an honest look back, no promise.
 * @throws Refusal not-found, invalid
 */
export async function backTest(
  app: App,
  orgId: string,
  trackId: string,
  asked: Asked & { readonly days: number },
): Promise<BackTest> {
  const detector = await readAsked(app.db, orgId, trackId, asked)
  if (isSignal(detector)) return signalBackTest(app, orgId, trackId, detector, asked)
  const to = await watchedUntil(app.db, orgId, app.clock.now())
  const from = new Date(to.getTime() - asked.days * DAY)
  const history = await readHistory(app.db, orgId, trackId, detector, to)
  const live = newestOf(await listVersions(app.db, orgId, trackId, detector.id), 'live')
  const decide = (settings: RuleSettings | undefined) =>
    decideFor(app.db, orgId, trackId, detector, settings, to, history)
  const decision = await decide(asked.settings ?? live?.settings)
  const settings = asked.settings ?? live?.settings ?? NO_SETTINGS
  const fired = fireAll(detector, settings, decision.threshold, history, from)
  const spoken = await listSpoken(app.db, orgId, { from, to: new Date(to.getTime() + HOUR) }, trackId)
  const sent = spoken.filter((each) => each.detector === detector.id)
  const ends = fired.map(({ point }) => endOf(point.at, detector.stepMinutes))
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    detector: detector.id,
    isShare: inputOf(detector.input).isShare,
    threshold: decision.threshold,
    usualThreshold: detector.speaking.threshold,
    historyDays: decision.historyDays,
    hasHistory: decision.hasHistory,
    fired: fired.map((each) => firedOf(detector, each, sent)),
    now: await countNow(detector, live, decide, history, from),
    ...keptOf(sent, ends),
    hasCurve: true,
    points: pointsOf(history, fired, from),
  }
}

async function countNow(
  detector: Detector<unknown>,
  live: StoredVersion | undefined,
  decide: (settings: RuleSettings | undefined) => ReturnType<typeof decideFor>,
  history: readonly ReadingRow[],
  from: Date,
): Promise<number> {
  if (live && !live.isOn) return 0
  const { threshold } = await decide(live?.settings)
  return fireAll(detector, live?.settings ?? NO_SETTINGS, threshold, history, from).length
}

/** Each series by itself, as the watch reads them; in the order of time. */
function fireAll(
  detector: Detector<unknown>,
  settings: RuleSettings,
  threshold: number,
  history: readonly ReadingRow[],
  from: Date,
): Fired<ReadingRow>[] {
  const series = seriesOfRule(detector, ruleAlways(settings, threshold))
  const fired = bySubject(history).flatMap((own) => fire(series, own, from))
  return fired.sort((one, other) => one.point.at.getTime() - other.point.at.getTime())
}

function firedOf(
  detector: Detector<unknown>,
  { point, judged }: Fired<ReadingRow>,
  sent: readonly SpokenAlert[],
): BackTest['fired'][number] {
  const end = endOf(point.at, detector.stepMinutes)
  const alert = sent.find((each) => isNear(each.at, end))
  const { score, value, baseline, low, high } = point
  return {
    at: end.toISOString(),
    cause: judged.why === 'spoke' ? 'score' : 'fixed',
    threshold: judged.rule.threshold,
    mark: alert?.mark ?? null,
    alertId: alert?.alertId ?? null,
    ...{ score, value, baseline, low, high },
    ...(point.subject === '' ? {} : { about: inputOf(detector.input).alarmSubject(point.subject) }),
  }
}

function pointsOf(history: readonly ReadingRow[], fired: readonly Fired<ReadingRow>[], from: Date): BackTest['points'] {
  const alarms = new Set(fired.map(({ point }) => point.at.getTime()))
  const shown = loudestOf(history.filter(({ at }) => at >= from))
  return thin(shown, alarms, MOST_POINTS).map(({ at, value, low, high, score }) => ({
    at: at.toISOString(),
    value,
    low,
    high,
    score,
    alarm: alarms.has(at.getTime()),
  }))
}

/** Why these settings speak at this moment, or why not, and what was said in the hour that ends there. @throws as backTest */
export async function momentOf(
  app: App,
  orgId: string,
  trackId: string,
  asked: Asked & { readonly at: string },
): Promise<Moment> {
  const detector = await readAsked(app.db, orgId, trackId, asked)
  const to = new Date(asked.at)
  if (isSignal(detector)) {
    const said = await signalMoment(app, orgId, trackId, detector, { ...asked, at: to })
    return { ...said, posts: await examplesOf(app.db, orgId, trackId, { from: new Date(to.getTime() - HOUR), to }) }
  }
  const live = newestOf(await listVersions(app.db, orgId, trackId, detector.id), 'live')
  const now = await watchedUntil(app.db, orgId, app.clock.now())
  const { threshold } = await decideFor(app.db, orgId, trackId, detector, asked.settings ?? live?.settings, now)
  const settings = asked.settings ?? live?.settings ?? NO_SETTINGS
  // Rests hang on rests: three of them back, an alarm before that is forgotten.
  const span = { from: new Date(to.getTime() - 3 * restMs(detector) - HOUR), to }
  const key = { detector: detector.id, subject: undefined }
  const series = seriesOfRule(detector, ruleAlways(settings, threshold))
  const ends = bySubject(await listSeriesReadings(app.db, orgId, trackId, key, span)).flatMap((own) => {
    const [point, said] = [own.at(-1), judgePoints(series, own).at(-1)]
    return point && said ? [{ point, said }] : []
  })
  // Of several series the loudest at that moment is the answer.
  const { point, said } = ends.sort((one, other) => other.point.score - one.point.score)[0] ?? {}
  const isRead = point !== undefined && to.getTime() - endOf(point.at, detector.stepMinutes).getTime() < HOUR
  const hour = { from: new Date(to.getTime() - HOUR), to }
  return {
    at: to.toISOString(),
    why: isRead ? (said?.why ?? 'not-read') : 'not-read',
    score: isRead ? point.score : 0,
    threshold,
    value: isRead ? point.value : 0,
    low: isRead ? point.low : 0,
    high: isRead ? point.high : 0,
    hourPosts: isRead ? Math.round(said?.hourPosts ?? 0) : 0,
    leastPosts: settings.leastPosts ?? null,
    restsUntil: said?.restsUntil?.toISOString() ?? null,
    from: hour.from.toISOString(),
    to: hour.to.toISOString(),
    posts: await examplesOf(app.db, orgId, trackId, hour),
  }
}

/** What was said just then, where that is enough; else in the whole hour. */
async function examplesOf(db: Db, orgId: string, trackId: string, hour: { from: Date; to: Date }) {
  const late = { from: new Date(hour.to.getTime() - HOUR / 4), to: hour.to }
  const posts = await biggestPosts(db, orgId, trackId, late, EXAMPLES)
  return posts.length === EXAMPLES ? posts : biggestPosts(db, orgId, trackId, hour, EXAMPLES)
}

/**
 * When so many posts of the track would have matched within the window, over what is stored; exact where the index can count all.
 * @throws Refusal not-found, expression-invalid, busy
 */
export async function wordTest(
  app: Watching,
  actor: Actor,
  trackId: string,
  asked: WordTestAsked,
  signal?: AbortSignal,
): Promise<WordTest> {
  if (!(await findTrack(app.db, actor.orgId, trackId))) throw new Refusal('not-found')
  const to = app.clock.now()
  const from = new Date(to.getTime() - asked.days * DAY)
  const { expression } = asked
  const span = { from: from.toISOString(), to: to.toISOString() }
  const steps = (asked.days * 24 * 60) / WORD_STEP
  const found = await countSearch(app, actor, { expression, trackId, ...span, steps }, signal)
  const counts = found.histogram.map(({ at, posts }) => ({ at: new Date(at), posts }))
  const fired = fireWords(counts, found.stepMinutes, asked)
  const last = fired.at(-1)
  const where = last ? { from: last.from.toISOString(), to: last.at.toISOString() } : span
  const { posts: examples } = await searchPosts(app, actor, { expression, trackId, ...where, limit: EXAMPLES }, signal)
  return {
    ...span,
    matched: found.posts,
    isExact: found.isExact,
    stepMinutes: found.stepMinutes,
    fired: fired.map(({ at, from: begin, posts }) => ({ at: at.toISOString(), from: begin.toISOString(), posts })),
    counts: bySize(counts, MOST_POINTS),
    examples,
  }
}

/** Sums of so many steps that a chart can show them. */
function bySize(counts: readonly { readonly at: Date; readonly posts: number }[], most: number): WordTest['counts'] {
  const size = Math.ceil(counts.length / most) || 1
  return Array.from({ length: Math.ceil(counts.length / size) }, (_, n) => {
    const part = counts.slice(n * size, (n + 1) * size)
    return { at: (part[0]?.at ?? new Date(0)).toISOString(), posts: part.reduce((sum, { posts }) => sum + posts, 0) }
  })
}

async function readAsked(db: Db, orgId: string, trackId: string, asked: Asked): Promise<Ruled> {
  if (!(await findTrack(db, orgId, trackId))) throw new Refusal('not-found')
  return checkSettings(asked.detector, asked.settings)
}
