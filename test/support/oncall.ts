import type { TestContext } from 'node:test'
import { sql } from 'kysely'
import type { Role } from '../../server/access/permissions.ts'
import type { App } from '../../server/app.ts'
import { inTransaction } from '../../server/base/db.ts'
import { newId } from '../../server/base/ids.ts'
import { beginCall, type Call, endCall } from '../../server/oncall/actions.ts'
import { type Acknowledgers, testCall } from '../../server/oncall/answer-actions.ts'
import { listCalls } from '../../server/oncall/call-reads.ts'
import { callDue } from '../../server/oncall/call-step-actions.ts'
import { makeFeed } from '../../server/oncall/feed-actions.ts'
import { makeOncallRoster } from '../../server/oncall/roster-actions.ts'
import type { CallRun, Layer, RosterBody } from '../../server/oncall/schema.ts'
import { askStandIn } from '../../server/oncall/stand-in-actions.ts'
import { makeApp, type TestApp } from './app.ts'
import { type Company, makeCompany } from './company.ts'

export type Night = TestApp & {
  readonly company: Company
  readonly rosterId: string
  readonly alertId: string
  /** begins a call about the alert, as warning does in the transaction of its cause */
  call(given?: Partial<Call>): Promise<boolean>
  /** Sets the clock and takes what is due then. @param time `HH:MM` of the night in Taipei, or a whole time */
  at(time: string): Promise<void>
  /** who was called when, as `03:10 陳宇` */
  called(): Promise<string[]>
  runs(): Promise<CallRun[]>
  /** paths of the links that a person has been sent, newest first */
  tokenOf(role: Role): Promise<string>
  readonly acknowledgers: Acknowledgers
  /** ids of alerts that were taken on by a call, as `ID NAME` */
  readonly taken: string[]
}

/** 陳宇 is on call, 吳佩珊 is next; it is 03:10 in Taipei, a Wednesday. */
export async function makeNight(t: TestContext, body: Partial<RosterBody> = {}): Promise<Night> {
  const made = await makeApp(t)
  const { app, clock } = made
  const company = await makeCompany(app)
  clock.set(timeOf('03:10'))
  const rosterId = await makeOncallRoster(app, company.commander, rosterOf(company, body))
  const alertId = newId(clock.now().getTime())
  const taken: string[] = []
  return {
    ...made,
    company,
    rosterId,
    alertId,
    taken,
    call: (given = {}) =>
      inTransaction(app.db, (trx) => beginCall(app, trx, { ...callOf(company, alertId), ...given })),
    at: async (time) => {
      clock.set(timeOf(time))
      await callDue(app)
    },
    called: () => calledIn(app, company.orgId),
    runs: () => listCalls(app.db, company.orgId, clock.now()),
    tokenOf: async (role) => tokenOf(app, company, role),
    acknowledgers: {
      // As acknowledgeAlert does: in its own transaction, which ends the call.
      alert: (given, actor, id) =>
        inTransaction(given.db, async (trx) => {
          taken.push(`${id} ${actor.name}`)
          await endCall(given, trx, company.orgId, { kind: 'alert', id }, { by: actor, how: 'acknowledged' })
        }),
    },
  }
}

export function rosterOf({ analyst, care, pr }: Company, body: Partial<RosterBody> = {}): RosterBody {
  const layer: Layer = {
    id: 'week',
    name: '',
    people: [analyst.id, care.id, pr.id],
    startsOn: '2026-03-02',
    handOverAt: '09:00',
    turnDays: 7,
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    dayKind: 'every',
    from: '09:00',
    to: '09:00',
  }
  return { name: '輿情值班', zone: 'Asia/Taipei', heedsHolidays: true, layers: [layer], fixed: [], ...body }
}

export function callOf({ orgId }: Company, alertId: string): Call {
  return {
    orgId,
    subject: { kind: 'alert', id: alertId },
    level: 1,
    mode: 'live',
    key: `alert ${alertId} 0`,
    words: (locale) => ({
      subject: locale === 'en' ? 'Qinghe, 40 times the usual' : '青禾 是平時的 40 倍',
      lines: [],
      url: `/alerts/${alertId}`,
    }),
  }
}

/** A roster, a stand-in that is asked for, a calendar and a call, by the names that addresses give them. */
export async function oncallThings({ app, company }: { readonly app: App; readonly company: Company }) {
  const { commander, legal } = company
  const rosterId = await makeOncallRoster(app, commander, rosterOf(company, { name: '青禾值班' }))
  const asked = { rosterId, byPersonId: legal.id, from: '2026-03-03T00:00:00Z', to: '2026-03-04T00:00:00Z' }
  const { id: standInId } = await askStandIn(app, company.analyst, asked)
  const { id: feedId } = await makeFeed(app, company.analyst, rosterId)
  return { rosterId, standInId, feedId, callRunId: await testCall(app, commander) }
}

function timeOf(time: string): Date {
  return new Date(time.length === 5 ? `2026-03-04T${time}:00+08:00` : time)
}

async function calledIn(app: App, orgId: string): Promise<string[]> {
  const found = await sql<{ at: Date; name: string }>`
    select m.at, p.name from call_messages m join people p on p.org_id = m.org_id and p.id = m.person_id
    where m.org_id = ${orgId} order by m.at, m.n, p.name`.execute(app.db)
  const hour = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Taipei', hour: '2-digit', minute: '2-digit' })
  return found.rows.map(({ at, name }) => `${hour.format(at)} ${name}`)
}

async function tokenOf(app: App, company: Company, role: Role): Promise<string> {
  const found = await sql<{ url: string }>`
    select acknowledge_url as url from notices
    where org_id = ${company.orgId} and person_id = ${company[role].id} and acknowledge_url like '%/a/%'
    order by created_at desc limit 1`.execute(app.db)
  return found.rows[0]?.url.split('/a/')[1] ?? ''
}
