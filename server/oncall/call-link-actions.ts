import { findActor } from '../access/reads.ts'
import type { Actor, App } from '../app.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { type Acknowledgers, answer, lockCalling, passOn } from './answer-actions.ts'
import { type LinkRow, useLinkRow } from './call-link-store.ts'
import { nextOf } from './call-reads.ts'
import { findRun, type RunRow } from './call-store.ts'
import { findByToken } from './call-token-actions.ts'
import { type Team, teamOf } from './reads.ts'
import type { CallState } from './schema.ts'

type Opened = { readonly link: LinkRow; readonly actor: Actor; readonly run: RunRow }

/** What a signed link shows. Changes nothing: scanners of mail and chat programs open every link. @throws Refusal `link-used` */
export async function readCall(app: App, token: string): Promise<CallState> {
  return stateOf(app, await open(app, token))
}

/**
 * The one big button. A second press finds it done and shows so; where somebody else was first, that is shown.
 * @throws Refusal `link-used`
 */
export async function answerByLink(app: App, token: string, acknowledgers: Acknowledgers): Promise<CallState> {
  const { link, actor, run } = await open(app, token)
  if (run.state === 'calling' || run.state === 'unanswered') {
    const isFirst = (trx: Trx) => useLinkRow(trx, app.clock.now(), link, 'acknowledgement')
    await answer(app, actor, run, { way: 'link', acknowledgers, isFirst })
  }
  return stateOf(app, await open(app, token))
}

/** Calls the next one now. @throws Refusal `link-used`, `wrong-state` where the call is over */
export async function handOverByLink(app: App, token: string): Promise<CallState> {
  return passOnByLink(app, token, 'hand-over')
}

/** "Not me": nor is this person called again about it. @throws Refusal `link-used`, `wrong-state` where the call is over */
export async function refuseByLink(app: App, token: string): Promise<CallState> {
  return passOnByLink(app, token, 'refusal')
}

async function passOnByLink(app: App, token: string, use: 'hand-over' | 'refusal'): Promise<CallState> {
  const { link, actor, run } = await open(app, token)
  await inTransaction(app.db, async (trx) => {
    const calling = await lockCalling(trx, run.orgId, run.id)
    // A second press would call one more person each time.
    if (await useLinkRow(trx, app.clock.now(), link, use))
      await passOn(app, trx, actor, calling, use === 'refusal' ? 'refused' : 'handed-over')
  })
  return stateOf(app, await open(app, token))
}

/** Revoked with the account: whoever is disabled opens nothing. Having been called is what lets a person take this one on. */
async function open(app: App, token: string): Promise<Opened> {
  const link = await findByToken(app, app.db, token)
  const person = link && (await findActor(app.db, link.orgId, link.personId))
  const run = link && (await findRun(app.db, link.orgId, link.runId))
  if (!link || !person || !run) throw new Refusal('link-used')
  return { link, run, actor: { ...person, permissions: new Set([...person.permissions, 'alerts.handle']) } }
}

async function stateOf(app: App, { link, run, actor }: Opened): Promise<CallState> {
  const team = await teamOf(app.db, run.orgId, app.clock.now())
  const { subjectKind: kind, subjectId: id, level, mode, words, state, begunAt, endedAt } = run
  return {
    subject: { kind, id },
    level,
    mode,
    headline: {
      'zh-Hant': words['zh-Hant'].subject,
      'zh-Hans': words['zh-Hans'].subject,
      en: words.en.subject,
    },
    since: begunAt.toISOString(),
    zone: team.organisation.zone,
    name: actor.name,
    state,
    endedAt: endedAt?.toISOString() ?? null,
    endedBy: endedBy(team, run),
    used: link.usedFor,
    next: await nextOf(app.db, team, run),
  }
}

function endedBy(team: Team, { endedBy: key }: RunRow): string | null {
  return key === null ? null : team.nameOf(key.replace(/^person:/, ''))
}
