import { listActs, listPeople } from '../access/reads.ts'
import type { Db } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { type ClockRow, type StoredRule, selectClocks, selectRules } from './clock-store.ts'
import { getCrisisRow } from './crisis-reads.ts'
import { movesOf } from './crisis-states.ts'
import { type CrisisRow, selectCrises } from './crisis-store.ts'
import { crisisFacts } from './fact-reads.ts'
import { selectLevelReasons } from './level-store.ts'
import type { ClockCard, ClockDefinition, CrisisCard, CrisisPage, TimelineEntry } from './schema.ts'

const ACTS_AT_ONCE = 1000

/** Crises that have not ended, newest first. */
export async function openCrises(db: Db, orgId: string): Promise<CrisisCard[]> {
  return listCrises(db, orgId, 'open')
}

export async function listCrises(db: Db, orgId: string, state: 'open' | 'all'): Promise<CrisisCard[]> {
  return cardsOf(db, orgId, await selectCrises(db, orgId, state === 'open'))
}

/** @throws Refusal `not-found`, also for another organisation's */
export async function getCrisis(db: Db, orgId: string, crisisId: string): Promise<CrisisCard> {
  const [card] = await cardsOf(db, orgId, [await getCrisisRow(db, orgId, crisisId)])
  if (!card) throw new Refusal('not-found')
  return card
}

/** @param asking who looks, for some verbs want a second person, and when. @throws Refusal `not-found` */
export async function getCrisisPage(
  db: Db,
  orgId: string,
  crisisId: string,
  asking: { readonly actorId: string; readonly now: Date },
): Promise<CrisisPage> {
  const crisis = await getCrisisRow(db, orgId, crisisId)
  const clocks = await selectClocks(db, orgId, [crisisId])
  const facts = await crisisFacts(db, crisis, asking)
  return {
    crisis: cardOf(crisis, clocks, await namesOf(db, orgId)),
    clocks: clocks.map(clockCardOf),
    verbs: movesOf(facts).map(({ verb, to, missing }) => ({ verb, to, missing: [...missing] })),
    levelReasons: await selectLevelReasons(db, crisis),
    alertIds: [...crisis.alertIds],
  }
}

/** What happened, oldest first: the acts on the crisis and on its alerts, as the audit has them. @throws Refusal `not-found` */
export async function listTimeline(db: Db, orgId: string, crisisId: string): Promise<TimelineEntry[]> {
  const crisis = await getCrisisRow(db, orgId, crisisId)
  const objectIds = [crisis.id, ...crisis.alertIds]
  const entries: TimelineEntry[] = []
  for (let after: string | undefined; ; ) {
    const acts = await listActs(db, orgId, { objectIds, limit: ACTS_AT_ONCE, ...(after ? { after } : {}) })
    for (const { id, at, verb, actorName, objectKind, detail } of acts)
      entries.push({ id, at: at.toISOString(), verb, byName: actorName, values: { ...detail, objectKind } })
    after = acts.at(-1)?.id
    if (acts.length < ACTS_AT_ONCE) return entries
  }
}

export async function listClockDefinitions(db: Db, orgId: string): Promise<ClockDefinition[]> {
  return (await selectRules(db, orgId)).map(definitionOf)
}

async function cardsOf(db: Db, orgId: string, rows: readonly CrisisRow[]): Promise<CrisisCard[]> {
  const ids = rows.map(({ id }) => id)
  const clocks = Map.groupBy(await selectClocks(db, orgId, ids), ({ crisisId }) => crisisId)
  const names = await namesOf(db, orgId)
  return rows.map((row) => cardOf(row, clocks.get(row.id) ?? [], names))
}

async function namesOf(db: Db, orgId: string): Promise<ReadonlyMap<string, string>> {
  return new Map((await listPeople(db, orgId)).map(({ id, name }) => [id, name]))
}

function cardOf(crisis: CrisisRow, clocks: readonly ClockRow[], names: ReadonlyMap<string, string>): CrisisCard {
  // They come by due time. A target that was missed is no reason to hide the duty behind it.
  const running = clocks.filter(({ stoppedAt }) => !stoppedAt)
  const next = running.find(({ isTarget }) => !isTarget) ?? running[0]
  const { id, number, title, type, level, isLevelProvisional, state, mode, trackId, commanderId, mergedInto } = crisis
  return {
    ...{ id, number, title, type, level, isLevelProvisional, state, mode, trackId, mergedInto },
    alertId: crisis.alertIds[0] ?? null,
    commander: commanderId === null ? null : { id: commanderId, name: names.get(commanderId) ?? '' },
    firstAlertAt: crisis.firstAlertAt.toISOString(),
    declaredAt: crisis.declaredAt.toISOString(),
    nextClock: next ? clockCardOf(next) : null,
  }
}

function clockCardOf(clock: ClockRow): ClockCard {
  const { id, key, outcome, note, isTarget, rule } = clock
  return {
    ...{ id, key, outcome, note, isTarget },
    startedAt: clock.startedAt.toISOString(),
    dueAt: clock.dueAt.toISOString(),
    warnAt: clock.warnAt.map((at) => at.toISOString()),
    stoppedAt: clock.stoppedAt?.toISOString() ?? null,
    stoppedBy: clock.stoppedByName,
    countsFrom: rule.countsFrom,
    source: rule.source,
  }
}

function definitionOf(rule: StoredRule): ClockDefinition {
  const { key, minutes, repeatMinutes, startsOn, source, version } = rule
  return {
    ...{ key, minutes, repeatMinutes, startsOn, source, version },
    targetLevels: [...rule.targetLevels],
    types: [...rule.types],
  }
}
