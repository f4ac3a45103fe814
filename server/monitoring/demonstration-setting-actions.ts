// What whoever runs a crisis desk would have set up: here as everywhere rows that the product's own pages show and change.
import { actorKey } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import { getOrganisation, listPeople } from '../access/reads.ts'
import type { Actor } from '../app.ts'
import { DAY } from '../base/clock.ts'
import type { Trx } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import { whoIsOnCall } from '../oncall/reads.ts'
import { makeOncallRoster } from '../oncall/roster-actions.ts'
import { TRACKS } from './demonstration-story.ts'
import { STARTER_LEXICONS } from './lexicon-starter.ts'
import { insertLexicon, insertLexiconVersion } from './lexicon-store.ts'
import { insertTrack, insertVersion } from './track-store.ts'
import type { Watching } from './watching.ts'

/** Those of the product's ready lists that a maker of food switches on. */
const LISTS = ['food-safety', 'injury', 'refund']
const ROSTER = '危機值班（示範）'
/** Who takes turns, whoever looks at the demonstration first: the call is then for them, and a colleague is next. */
const ON_DUTY = ['commander', 'pr', 'care'] as const

/** Tracks that have watched for the fortnight: only so do detectors read it, and what happened in it is history that wakes nobody. */
export async function insertTracks(trx: Trx, actor: Actor, now: Date, since: Date): Promise<void> {
  const { orgId } = actor
  for (const [place, wording] of TRACKS.entries()) {
    const id = newId(now.getTime() + place)
    await insertTrack(trx, orgId, id, since, actorKey(actor))
    await insertVersion(trx, orgId, id, 1, wording, since, actorKey(actor))
    const detail = { ...wording, version: 1, watchedSince: since.toISOString() }
    await recordAct(trx, now, actor, { verb: 'makeTrack', objectKind: 'track', objectId: id, detail })
  }
}

/** Lists of sensitive words that have counted for as long. */
export async function insertLists(trx: Trx, actor: Actor, now: Date, since: Date): Promise<void> {
  const { orgId } = actor
  for (const starter of STARTER_LEXICONS.filter(({ id }) => LISTS.includes(id))) {
    const id = newId(now.getTime())
    const {
      names: { 'zh-Hant': name },
      words,
    } = starter
    const by = { madeAt: since, madeBy: actorKey(actor), madeByName: actor.name }
    await insertLexicon(trx, orgId, id, since, actorKey(actor))
    await insertLexiconVersion(trx, orgId, { lexiconId: id, version: 1, name, words, reason: '', ...by })
    const detail = { name, words: words.length, version: 1 }
    await recordAct(trx, now, actor, { verb: 'makeLexicon', objectKind: 'lexicon', objectId: id, detail })
  }
}

/** A roster of the demonstration's people, unless there is one: whom an alert then calls, the product's own policies say. */
export async function ensureRoster(app: Watching, actor: Actor): Promise<void> {
  const { orgId } = actor
  const now = app.clock.now()
  if ((await whoIsOnCall(app.db, orgId, now)).length > 0) return
  const { zone } = await getOrganisation(app.db, orgId)
  const people = await listPeople(app.db, orgId)
  const duty = ON_DUTY.flatMap((role) => people.find(({ roles }) => roles.includes(role))?.id ?? [])
  const turns = {
    id: 'turns',
    name: '輪值',
    people: [...new Set(duty)],
    // In the middle of the first one's turn, whatever zone it is in.
    startsOn: new Date(now.getTime() - 3 * DAY).toISOString().slice(0, 10),
    handOverAt: '09:00',
    turnDays: 7,
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    dayKind: 'every' as const,
    from: '00:00',
    to: '00:00',
  }
  await makeOncallRoster(app, actor, { name: ROSTER, zone, heedsHolidays: true, layers: [turns], fixed: [] })
}
