import { systemActor } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import { sendNotice } from '../access/notice-actions.ts'
import { listOrganisations, type OrganisationRow } from '../access/reads.ts'
import type { App } from '../app.ts'
import { DAY, SECOND } from '../base/clock.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { fetchOutside } from '../base/outside.ts'
import { noteOutsideClock } from '../base/outside-clock.ts'
import { type DatabaseClock, factsOf, machineFacts } from './blind-fact-reads.ts'
import { troubleLetter } from './blind-letter.ts'
import { isGravelyBlind, openTroubles } from './blind-reads.ts'
import type { TroubleCode } from './blind-schema.ts'
import { type SpellStep, stepSpells } from './blind-spell.ts'
import {
  deleteSpell,
  deleteTroublesBefore,
  endSpell,
  insertSpell,
  listSpells,
  lockCheck,
  seeSpell,
} from './blind-store.ts'
import { type FoundTrouble, type MachineFacts, troublesOf } from './blindness.ts'

const KEPT_DAYS = 366
const HEARTBEAT_MS = 10 * SECOND

export type CheckResult = { readonly checked: number; readonly failed: number }

/** Looks at every organisation; one that cannot be looked at does not keep the others from it, and shows as `unchecked` before long. */
export async function checkAll(app: App, databaseClock?: DatabaseClock): Promise<CheckResult> {
  const machine = await machineFacts(app, databaseClock)
  const organisations = await listOrganisations(app.db)
  let failed = 0
  for (const organisation of organisations) {
    try {
      await check(app, organisation, machine)
    } catch (error) {
      failed += 1
      app.log.error('an organisation could not be checked', { orgId: organisation.id, error: (error as Error).message })
    }
  }
  return { checked: organisations.length - failed, failed }
}

/**
 * Tells whoever watches over us from outside that we are well; where we are not, `/fail` is asked for instead (as healthchecks.io has
 * it; elsewhere it is not found, and no sign of life either). Whatever breaks before, the sign of life does not come.
 * @returns what was told; undefined where no address is set
 */
export async function sendHeartbeat(app: App, { failed }: CheckResult): Promise<'well' | 'failing' | undefined> {
  const { heartbeatUrl, privateHosts } = app.config
  if (heartbeatUrl === undefined) return undefined
  const isWell = failed === 0 && !(await isGravelyBlind(app.db))
  const url = isWell ? heartbeatUrl : failing(heartbeatUrl)
  const sentAt = app.clock.now()
  try {
    // The operator has named it: it may well stand in the same network.
    const hosts = [...privateHosts, new URL(url).hostname]
    const answer = await fetchOutside({ url, timeoutMs: HEARTBEAT_MS, maxBytes: 64 * 1024, privateHosts: hosts })
    await noteOutsideClock(app.db, answer, sentAt, app.clock.now())
    if (answer.status >= 400) app.log.warn('the heartbeat was not taken', { status: answer.status })
  } catch (error) {
    // Without the address: it is a key.
    app.log.warn('the heartbeat could not be sent', { error: (error as Error).message })
  }
  return isWell ? 'well' : 'failing'
}

export function forgetTroubles(app: App): Promise<number> {
  return deleteTroublesBefore(app.db, new Date(app.clock.now().getTime() - KEPT_DAYS * DAY))
}

async function check(app: App, organisation: OrganisationRow, machine: MachineFacts): Promise<void> {
  const found = troublesOf(await factsOf(app, organisation, machine))
  const now = app.clock.now()
  const { id: orgId } = organisation
  await inTransaction(app.db, async (trx) => {
    await lockCheck(trx, orgId, now)
    const step = stepSpells(await listSpells(trx, orgId), found, now)
    for (const each of step.begin) await insertSpell(trx, orgId, each, now)
    for (const { spell, found, opens } of step.again) await seeSpell(trx, orgId, spell.id, found, now, opens)
    for (const spell of step.end) await endSpell(trx, orgId, spell)
    for (const spell of step.forget) await deleteSpell(trx, orgId, spell.id)
    await tell(app, trx, organisation, step)
  })
}

/** Audit, mail and pages, once for each trouble that begins or ends. */
async function tell(app: App, trx: Trx, { id: orgId, zone }: OrganisationRow, step: SpellStep): Promise<void> {
  const now = app.clock.now()
  const actor = systemActor(orgId, 'blindness')
  const opened = step.again.filter(({ opens }) => opens)
  for (const { spell, found } of opened) {
    const { code, since, detail } = found
    const act = { objectKind: 'trouble', objectId: spell.id, detail: { ...detail, code, since } }
    await recordAct(trx, now, actor, { verb: 'beginBlindness', ...act })
    await sendNotice(app, trx, noticeOf(orgId, spell.id, found, zone))
  }
  for (const { id, code, subject, lastSeenAt } of step.end) {
    const act = { objectKind: 'trouble', objectId: id, detail: { code, subject, until: lastSeenAt } }
    await recordAct(trx, now, actor, { verb: 'endBlindness', ...act })
  }
  if (opened.length + step.end.length === 0) return
  const troubles = await openTroubles(trx, orgId)
  await app.live.publish(trx, orgId, 'warning.blindness', {
    state: troubles.length > 0 ? 'troubled' : 'well',
    troubles,
  })
}

function noticeOf(
  orgId: string,
  troubleId: string,
  found: FoundTrouble,
  zone: string,
): Parameters<typeof sendNotice>[2] {
  return {
    orgId,
    to: { permission: 'work.manage' },
    key: `trouble ${troubleId}`,
    topic: 'blind',
    mode: 'live',
    words: (locale) => troubleLetter({ ...found, code: found.code satisfies TroubleCode }, locale, zone),
  }
}

/** `/fail` at the end of the path, before what is asked for. */
function failing(address: string): string {
  const url = new URL(address)
  url.pathname = `${url.pathname.replace(/\/$/, '')}/fail`
  return url.href
}
