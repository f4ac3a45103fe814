import type { Actor, App } from '../app.ts'
import { inTransaction } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { openSecret, SecretError, sealSecret } from '../base/secrets.ts'
import { BadSetting, type Notifier, NotifyError, readSettings, type Settings } from '../notifiers/contract.ts'
import { accountNotifiers, findNotifier } from '../notifiers/index.ts'
import { actorKey } from './actor.ts'
import { recordAct } from './audit-actions.ts'
import { changedKeys, leadsElsewhere, splitSecrets } from './mail-settings.ts'
import {
  deleteNotifierRow,
  findNotifierRow,
  listNotifierRows,
  type NotifierRow,
  saveNotifierRow,
} from './mail-store.ts'
import { permit } from './permit.ts'

export type NotifierState = {
  readonly notifier: Notifier
  readonly row: NotifierRow | undefined
  readonly kept: string[]
}

/** Every notifier there is, with what the organisation has set; of secrets only that there are some. */
export async function listNotifiers(app: App, actor: Actor): Promise<NotifierState[]> {
  permit(actor, 'work.manage')
  const rows = await listNotifierRows(app.db, actor.orgId)
  return accountNotifiers.map((notifier) => {
    const row = rows.find((each) => each.notifier === notifier.id)
    return { notifier, row, kept: row ? Object.keys(secretsOrNone(app, actor.orgId, row)) : [] }
  })
}

/**
 * Sets a notifier up. A secret that is not named stays as it is; null or '' takes it away.
 * @throws Refusal `not-found`; `invalid` with the field; `invalid` with the secret's where it would go to another place than it was
 *   given for
 */
export async function changeNotifier(
  app: App,
  actor: Actor,
  id: string,
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  permit(actor, 'work.manage')
  const notifier = knownNotifier(id)
  const { orgId } = actor
  const now = app.clock.now()
  await inTransaction(app.db, async (trx) => {
    const row = await findNotifierRow(trx, orgId, id)
    const old = row ? secretsOrNone(app, orgId, row) : {}
    const kept = Object.fromEntries(Object.entries(old).filter(([key]) => !Object.hasOwn(values, key)))
    const settings = checked(notifier, { ...values, ...kept })
    const { open, secret } = splitSecrets(notifier.settings, settings)
    const [named] = Object.keys(kept)
    if (row && named !== undefined && leadsElsewhere(notifier.settings, row.settings, open))
      throw new Refusal('invalid', { field: `values/${named}`, reason: 'give it again: it would go to another server' })
    const secrets =
      Object.keys(secret).length === 0
        ? null
        : sealSecret(app.config.secretKey, contextOf(orgId, id), JSON.stringify(secret))
    await saveNotifierRow(trx, now, { orgId, notifier: id, settings: open, secrets, by: actorKey(actor) })
    const detail = { changed: [...changedKeys(row?.settings ?? {}, open), ...changedKeys(old, secret)] }
    await recordAct(trx, now, actor, { verb: 'changeNotifier', objectKind: 'notifier', objectId: id, detail })
  })
}

/** From now on nothing is sent by it; what waits is set aside for a person. @throws Refusal `not-found` */
export async function removeNotifier(app: App, actor: Actor, id: string): Promise<void> {
  permit(actor, 'work.manage')
  knownNotifier(id)
  await inTransaction(app.db, async (trx) => {
    if (!(await deleteNotifierRow(trx, actor.orgId, id))) throw new Refusal('not-found')
    await recordAct(trx, app.clock.now(), actor, { verb: 'removeNotifier', objectKind: 'notifier', objectId: id })
  })
}

/** The settings as a notifier takes them, opened secrets among them. @throws NotifyError `settings` */
export async function openSettings(app: App, orgId: string, notifier: Notifier): Promise<Settings> {
  const row = await findNotifierRow(app.db, orgId, notifier.id)
  if (!row) throw new NotifyError('settings', `${notifier.id} is not set up`, { isFinal: true })
  try {
    return { ...row.settings, ...openedSecrets(app, orgId, row) }
  } catch (error) {
    if (!(error instanceof SecretError)) throw error
    throw new NotifyError('settings', error.message, { isFinal: true })
  }
}

/** One that people can be told by. @throws Refusal `not-found` */
export function knownNotifier(id: string): Notifier {
  const notifier = findNotifier(id)
  if (!notifier || !accountNotifiers.includes(notifier)) throw new Refusal('not-found')
  return notifier
}

function checked(notifier: Notifier, values: Readonly<Record<string, unknown>>): Settings {
  try {
    const settings = readSettings(notifier.settings, values)
    notifier.check(settings)
    return settings
  } catch (error) {
    if (!(error instanceof BadSetting)) throw error
    throw new Refusal('invalid', { field: `values/${error.key}`, reason: `${error.key} ${error.message}` })
  }
}

/** With another key than they were sealed with they are lost; whoever gives new ones must not be kept from it. */
function secretsOrNone(app: App, orgId: string, row: NotifierRow): Settings {
  try {
    return openedSecrets(app, orgId, row)
  } catch (error) {
    if (error instanceof SecretError) return {}
    throw error
  }
}

function openedSecrets(app: App, orgId: string, { notifier, secrets }: NotifierRow): Settings {
  if (secrets === null) return {}
  return JSON.parse(openSecret(app.config.secretKey, contextOf(orgId, notifier), secrets)) as Settings
}

function contextOf(orgId: string, notifier: string): string {
  return `${orgId} notifier ${notifier}`
}
