import { actorKey } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import { permit } from '../access/permit.ts'
import { listPeople } from '../access/reads.ts'
import { checkName } from '../access/texts.ts'
import type { Actor, App } from '../app.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import type { NewSavedSearch, SavedSearch } from './saved-search-schema.ts'
import {
  countSavedSearches,
  insertSavedSearch,
  listSavedSearches,
  lockSavedSearch,
  markSavedSearchDeleted,
  type SavedSearchRow,
  updateSavedSearch,
} from './saved-search-store.ts'

/** A list that is longer is searched itself; it keeps a program that went wrong from filling the table. */
const MOST_OF_ONE = 200

/** One's own and those that colleagues share, by name. */
export async function listSaved(app: App, actor: Actor): Promise<SavedSearch[]> {
  permit(actor, 'posts.read')
  const rows = await listSavedSearches(app.db, actor.orgId, actorKey(actor))
  const names = new Map((await listPeople(app.db, actor.orgId)).map(({ id, name }) => [`person:${id}`, name]))
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    query: row.query,
    isShared: row.isShared,
    isMine: row.owner === actorKey(actor),
    ownerName: names.get(row.owner) ?? '',
    changedAt: row.changedAt.toISOString(),
  }))
}

/** @throws Refusal invalid for a name of nothing but space, too-large beyond 200 of one owner */
export async function saveSearch(app: App, actor: Actor, input: NewSavedSearch): Promise<SavedSearch> {
  permit(actor, 'posts.read')
  const at = app.clock.now()
  const id = newId(at.getTime())
  const given = { ...input, name: checkName(input.name, 'name') }
  await inTransaction(app.db, async (trx) => {
    if ((await countSavedSearches(trx, actor.orgId, actorKey(actor))) >= MOST_OF_ONE)
      throw new Refusal('too-large', { reason: `at most ${MOST_OF_ONE} saved searches each: delete some first` })
    await insertSavedSearch(trx, actor.orgId, at, { ...given, id, owner: actorKey(actor) })
    await recordAct(trx, at, actor, actOn(id, 'saveSearch', given))
  })
  return getSaved(app, actor, id)
}

/** Renames, shares or changes what is looked for. Only the owner's. @throws Refusal not-found, forbidden, invalid */
export async function changeSearch(app: App, actor: Actor, id: string, input: NewSavedSearch): Promise<SavedSearch> {
  permit(actor, 'posts.read')
  const at = app.clock.now()
  const given = { ...input, name: checkName(input.name, 'name') }
  await inTransaction(app.db, async (trx) => {
    await lockOwn(trx, actor, id)
    await updateSavedSearch(trx, actor.orgId, id, at, given)
    await recordAct(trx, at, actor, actOn(id, 'changeSearch', given))
  })
  return getSaved(app, actor, id)
}

/** The owner's, or a shared one whose owner has left, by whoever manages people. @throws Refusal not-found, forbidden */
export async function deleteSearch(app: App, actor: Actor, id: string): Promise<void> {
  permit(actor, 'posts.read')
  const at = app.clock.now()
  await inTransaction(app.db, async (trx) => {
    const { name, isShared } = await lockOwn(trx, actor, id, actor.permissions.has('people.manage'))
    await markSavedSearchDeleted(trx, actor.orgId, id, at, actorKey(actor))
    await recordAct(trx, at, actor, actOn(id, 'deleteSearch', { name, isShared }))
  })
}

/** @param keepsHouse may also touch what others share */
async function lockOwn(trx: Trx, actor: Actor, id: string, keepsHouse = false): Promise<SavedSearchRow> {
  const row = await lockSavedSearch(trx, actor.orgId, id)
  const isMine = row?.owner === actorKey(actor)
  // What somebody keeps to themselves is not there for others.
  if (!row || !(isMine || row.isShared)) throw new Refusal('not-found')
  if (!(isMine || keepsHouse)) throw new Refusal('forbidden', { reason: 'it belongs to somebody else' })
  return row
}

async function getSaved(app: App, actor: Actor, id: string): Promise<SavedSearch> {
  const found = (await listSaved(app, actor)).find((each) => each.id === id)
  if (!found) throw new Refusal('not-found')
  return found
}

function actOn(objectId: string, verb: string, detail: Record<string, unknown>) {
  return { verb, objectKind: 'saved-search', objectId, detail }
}
