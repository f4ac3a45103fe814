import { actorKey } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import { permit } from '../access/permit.ts'
import type { Actor } from '../app.ts'
import { DAY, HOUR, MINUTE } from '../base/clock.ts'
import { inTransaction } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { findTrack } from '../monitoring/reads.ts'
import { soughtOf } from '../monitoring/search-actions.ts'
import type { Watching } from '../monitoring/watching.ts'
import { fireWords, type WordFired } from './back-test.ts'
import { takeAlarm } from './group-actions.ts'
import { LOUD_HOURS } from './plan.ts'
import { checkTrack } from './rule-actions.ts'
import type { WordRuleBody, WordRuleChange, WordRules } from './rule-schema.ts'
import {
  insertRuleAlarm,
  insertVersion,
  listRuleAlarms,
  listWordVersions,
  lockRules,
  type RuleKey,
  type WordVersion,
} from './rule-store.ts'
import { JOIN_HOURS } from './watch.ts'

const ACT_VERBS = { live: 'changeAlertRule', off: 'silenceAlertRule', shadow: 'tryAlertRule' } as const
/** Posts so late are still counted where they belong. */
const SETTLED_MS = 6 * HOUR
const STEP_MINUTES = 5
const SHOWN_DAYS = 30
export const WORDS = 'words'

/** Makes or changes a list of words that calls people. @throws Refusal not-found, wrong-state, reason-missing, expression-invalid */
export async function changeWordRule(
  app: Watching,
  actor: Actor,
  trackId: string,
  ruleId: string | undefined,
  { mode, reason, ...body }: WordRuleChange,
): Promise<void> {
  permit(actor, 'rules.edit')
  await checkWordRule(app, actor.orgId, trackId, body, reason)
  const madeAt = app.clock.now()
  const id = ruleId ?? newId(madeAt.getTime())
  await inTransaction(app.db, async (trx) => {
    const key = { orgId: actor.orgId, trackId, rule: `${WORDS}:${id}` }
    await lockRules(trx, key)
    if (ruleId !== undefined && (await listWordVersions(trx, actor.orgId, trackId, key.rule)).length === 0)
      throw new Refusal('not-found')
    // One row says what it is: of the slot that it does not stand in nothing is on.
    const slot = mode === 'shadow' ? 'shadow' : 'live'
    const made = { madeAt, by: actorKey(actor), byName: actor.name, reason: reason.trim(), settings: body }
    await insertVersion(trx, key, { ...made, slot, isOn: mode !== 'off' })
    const act = { objectKind: 'track', objectId: trackId, detail: { ruleId: id, ...body, reason } }
    await recordAct(trx, madeAt, actor, { verb: ACT_VERBS[mode], ...act })
  })
}

async function checkWordRule(
  app: Watching,
  orgId: string,
  trackId: string,
  body: WordRuleBody,
  reason: string,
): Promise<void> {
  await checkTrack(app, orgId, trackId, reason)
  if (body.name.trim() === '' || body.name.includes('\0')) throw new Refusal('invalid', { field: 'name' })
  soughtOf({ expression: body.expression })
}

/** The lists of words of a track, with what they said lately. */
export async function listWordRules(app: Watching, orgId: string, trackId: string): Promise<WordRules> {
  if (!(await findTrack(app.db, orgId, trackId))) throw new Refusal('not-found')
  const since = new Date(app.clock.now().getTime() - SHOWN_DAYS * DAY)
  const rules: WordRules = []
  for (const { rule, slot, isOn, settings, madeAt, byName, reason } of newest(
    await listWordVersions(app.db, orgId, trackId),
  )) {
    const alarms = await listRuleAlarms(app.db, { orgId, trackId, rule }, slot, since)
    rules.push({
      ruleId: rule.slice(WORDS.length + 1),
      mode: !isOn ? 'off' : slot,
      ...settings,
      madeAt: madeAt.toISOString(),
      byName,
      reason,
      alarms: alarms.map(({ at, value }) => ({ at: at.toISOString(), posts: value })).reverse(),
    })
  }
  return rules
}

/** Looks at every list of words that is on, in all organisations: the last hours anew each time, because posts come late. */
export async function watchWords(app: Watching): Promise<void> {
  for (const version of newest(await listWordVersions(app.db)).filter(({ isOn }) => isOn)) {
    const { orgId, trackId, rule } = version
    try {
      if (!(await findTrack(app.db, orgId, trackId))?.isRetired) await watchRule(app, version)
    } catch (error) {
      app.log.error('a list of words could not be watched', { orgId, trackId, rule, error: (error as Error).message })
    }
  }
}

async function watchRule(app: Watching, { orgId, trackId, rule, slot, version, settings, madeAt }: WordVersion) {
  const key = { orgId, trackId, rule }
  const until = app.clock.now().getTime()
  const from = new Date(Math.max(madeAt.getTime(), until - SETTLED_MS) - settings.windowMinutes * MINUTE)
  const steps = await countSteps(app, orgId, trackId, settings.expression, from, new Date(until))
  const since = new Date(from.getTime() - JOIN_HOURS * HOUR)
  const before = (await listRuleAlarms(app.db, key, slot, since)).at(-1)
  const fired = fireWords(steps, STEP_MINUTES, settings, { before, since: madeAt })
  // A step that still runs is judged when it is over.
  for (const each of fired.filter(({ at }) => at.getTime() <= until)) {
    await say(app, key, slot, version, settings, each)
  }
}

async function countSteps(app: Watching, orgId: string, trackId: string, expression: string, from: Date, to: Date) {
  const span = { from: from.toISOString(), to: to.toISOString() }
  const sought = soughtOf({ expression, trackId, ...span })
  const steps = Math.ceil((to.getTime() - from.getTime()) / (STEP_MINUTES * MINUTE))
  const { tally } = await app.search.figures({ orgId, sought, steps, now: to.getTime() })
  const { bars, histogram } = tally
  return Array.from({ length: bars.count }, (_, n) => ({
    at: new Date(bars.from + n * bars.step),
    posts: Math.round(histogram.posts[n] ?? 0),
  }))
}

async function say(
  app: Watching,
  key: RuleKey,
  slot: 'live' | 'shadow',
  version: number,
  { name, posts: least, windowMinutes }: WordRuleBody,
  { at, posts }: WordFired,
): Promise<void> {
  const { orgId, trackId } = key
  const score = posts / least
  const seen = { score, threshold: 1, loudness: posts, value: posts, baseline: least, cause: 'fixed' as const }
  await inTransaction(app.db, async (trx) => {
    const isNew = await insertRuleAlarm(trx, key, { subject: '', slot, at, version, ...seen })
    const isLoud = at.getTime() > app.clock.now().getTime() - LOUD_HOURS * HOUR
    if (!isNew || slot === 'shadow' || !isLoud) return
    const about = { subject: { topic: name, words: [name] } }
    const saw = { score, observed: posts, expected: 0, windowMinutes, isOfPosts: false }
    await takeAlarm(app, trx, { orgId, trackId, mode: 'live' }, { ...about, detector: WORDS, version: '1', at, ...saw })
  })
}

/** What each list is now: its latest row, whichever slot that stands in. */
function newest(versions: readonly WordVersion[]): WordVersion[] {
  const latest = new Map<string, WordVersion>()
  for (const version of versions) {
    const known = latest.get(version.rule)
    if (!known || known.madeAt <= version.madeAt) latest.set(version.rule, version)
  }
  return [...latest.values()]
}
