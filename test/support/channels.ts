import type { TestContext } from 'node:test'
import { sql } from 'kysely'
import { makeChannel } from '../../server/access/channel-actions.ts'
import { noticeChannels } from '../../server/access/channel-send-actions.ts'
import { type Notice, sendNotice } from '../../server/access/notice-actions.ts'
import { gatherNotices } from '../../server/access/notice-gather-actions.ts'
import { listNotices } from '../../server/access/notice-list-actions.ts'
import type { Role } from '../../server/access/permissions.ts'
import { confirmAddressRow, noteTested, saveAddress } from '../../server/access/person-address-store.ts'
import type { App } from '../../server/app.ts'
import { inTransaction } from '../../server/base/db.ts'
import { silentLog } from '../../server/base/log.ts'
import { sendDue } from '../../server/base/outbox-sender.ts'
import { makeApp, type TestApp } from './app.ts'
import { type Company, makeCompany } from './company.ts'
import { type MailServer, startMailServer } from './mail-server.ts'
import { mailValues, NEAR, NOTICE } from './notices.ts'
import { type Robots, startRobots } from './robots.ts'

export type Desk = TestApp & {
  readonly company: Company
  readonly robots: Robots
  /** Tells of level 2 unless told, with a subject that is the key. @returns what sendNotice returns */
  tell(key: string, more?: Partial<Notice>): Promise<number>
  /** to the commander alone */
  readonly one: Pick<Notice, 'to'>
  /** a mail server of the company as the next channel */
  addMail(name?: string): Promise<MailServer & { readonly id: string }>
  /** a robot in a room */
  addRobot(token: string, room?: string): Promise<string>
  /** Bark, and the commander's key */
  addBark(key?: string, isConfirmed?: boolean): Promise<string>
  /** SMS, and the commander's number */
  addSms(phone: string, isConfirmed?: boolean): Promise<string>
  /** tested and confirmed, unless told */
  address(role: Role, field: string, address: string, isConfirmed?: boolean): Promise<void>
  /** what one worker does: gathers, then sends all that is due, until nothing is */
  work(): Promise<void>
  /** `STATE NOTIFIER SUBJECT` of everything that was to leave, sorted */
  states(): Promise<string[]>
}

/** A company with doubles of the vendors, and the means to set channels up. */
export async function makeDesk(t: TestContext): Promise<Desk> {
  const made = await makeApp(t, NEAR)
  const { app, clock } = made
  const company = await makeCompany(app)
  const robots = await startRobots(t, clock)
  const add = (notifier: string, name: string, values: Record<string, string | number>, room?: string) =>
    makeChannel(app, company.administrator, { notifier, name, values, ...(room === undefined ? {} : { room }) })
  const address: Desk['address'] = async (role, field, given, isConfirmed = true) => {
    const place = { orgId: company.orgId, personId: company[role].id, field }
    await inTransaction(app.db, async (trx) => {
      await saveAddress(trx, clock.now(), 'system:test', place, given)
      if (!isConfirmed) return
      await noteTested(trx, clock.now(), place, given)
      await confirmAddressRow(trx, clock.now(), place)
    })
  }
  return {
    ...made,
    company,
    robots,
    one: { to: { personIds: [company.commander.id] } },
    address,
    tell: (key, more = {}) =>
      inTransaction(app.db, (trx) => {
        const words: Notice['words'] = () => ({ subject: key, lines: [], url: `/alerts/${key.replaceAll(' ', '-')}` })
        return sendNotice(app, trx, { ...NOTICE, orgId: company.orgId, key, words, ...more })
      }),
    addMail: async (name = 'E-mail') => {
      const server = await startMailServer(t)
      return { ...server, id: await add('email', name, mailValues(server)) }
    },
    addRobot: (token, room = '輿情群') => add('dingtalk', token, { url: robots.robotUrl(token) }, room),
    addBark: async (key = 'device1234', isConfirmed = true) => {
      const id = await add('bark', 'Bark', { server: robots.server })
      await address('commander', 'barkKey', key, isConfirmed)
      return id
    },
    addSms: async (phone, isConfirmed = true) => {
      const values = { accountSid: `AC${'0'.repeat(32)}`, token: '0'.repeat(32), from: '+15550001111' }
      const id = await add('twilio', 'SMS', values)
      await address('commander', 'phone', phone, isConfirmed)
      return id
    },
    work: () => work(app),
    states: async () => {
      const rows = await listNotices(app, company.administrator, { limit: 200 })
      return rows.map(({ state, notifier, subject }) => `${state} ${notifier ?? '-'} ${subject}`).sort()
    },
  }
}

async function work(app: App): Promise<void> {
  await gatherNotices(app)
  const sender = { db: app.db, clock: app.clock, log: silentLog, channels: noticeChannels(app) }
  for (let round = 0; round < MOST_ROUNDS; round++) if ((await sendDue(sender)) === 0) return
  throw new Error(`still sending after ${MOST_ROUNDS} rounds`)
}

const MOST_ROUNDS = 200

/** What the outbox holds of notices, oldest first. */
export async function outboxOf(app: App): Promise<{ state: string; attempts: number; channel: string }[]> {
  const found = await sql<{ state: string; attempts: number; channel: string }>`
    select state, attempts, channel from outbox order by created_at, id`.execute(app.db)
  return found.rows
}
