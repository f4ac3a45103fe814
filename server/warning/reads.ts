import { personIdOf } from '../access/actor-key.ts'
import { namesOfPeople } from '../access/name-reads.ts'
import type { Db } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import type { Mode } from '../base/outbox.ts'
import { listTracks } from '../monitoring/reads.ts'
import { type AlertRow, findAlert, listSpeakers, selectAlerts } from './alert-store.ts'
import { cardOf } from './card.ts'
import type { AlertCard } from './schema.ts'
import { latestStages } from './stage-store.ts'
import { LIVE_STATES } from './transition.ts'

const ALERTS = 100

/** @throws Refusal `not-found`, also for another organisation's */
export async function getAlert(db: Db, orgId: string, alertId: string): Promise<AlertCard> {
  const row = await findAlert(db, orgId, alertId)
  const [card] = row ? await cardsOf(db, orgId, [row]) : []
  if (!card) throw new Refusal('not-found')
  return card
}

export type AlertListQuery = {
  /** `live`: open, acknowledged, investigating */
  readonly state?: 'live' | 'all' | undefined
  readonly trackId?: string | undefined
  readonly mode?: Mode | undefined
  readonly limit?: number | undefined
}

/** Newest first; those of life unless a drill's are asked for. */
export async function listAlerts(db: Db, orgId: string, query: AlertListQuery = {}): Promise<AlertCard[]> {
  const { state = 'live', trackId, mode = 'live', limit = ALERTS } = query
  const rows = await selectAlerts(db, orgId, {
    mode,
    limit,
    ...(state === 'live' ? { states: LIVE_STATES } : {}),
    ...(trackId === undefined ? {} : { trackId }),
  })
  return cardsOf(db, orgId, rows)
}

export async function cardFor(db: Db, alert: AlertRow): Promise<AlertCard> {
  const [card] = await cardsOf(db, alert.org_id, [alert])
  if (!card) throw new Error('an alert has no card')
  return card
}

export async function cardsOf(db: Db, orgId: string, rows: readonly AlertRow[]): Promise<AlertCard[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const tracks = new Map((await listTracks(db, orgId, { retired: true })).map(({ id, name }) => [id, name]))
  const speakers = await listSpeakers(db, orgId, ids)
  const stages = await latestStages(db, orgId, ids)
  const named = rows.flatMap((row) => [row.holder_id, personIdOf(row.acknowledged_by ?? '')])
  const people = await namesOfPeople(db, orgId, named)
  return rows.map((row) => {
    const stage = stages.get(row.id)?.stage ?? 'opened'
    return cardOf(row, { track: tracks.get(row.track_id) ?? '', people }, speakers.get(row.id) ?? [], stage)
  })
}
