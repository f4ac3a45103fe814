import assert from 'node:assert/strict'
import { hashPassword, insertPassword } from '../../server/access/password-store.ts'
import type { Role } from '../../server/access/permissions.ts'
import { insertGrants, insertOrganisation, insertPerson, markJoined } from '../../server/access/person-store.ts'
import { findActor } from '../../server/access/reads.ts'
import type { Actor, App } from '../../server/app.ts'
import { inTransaction } from '../../server/base/db.ts'
import { derivedId } from '../../server/base/ids.ts'

/** 青禾, a maker of drinks: the one small company of tests, seed and documents. */
export const QINGHE = '青禾'
export const PEOPLE = {
  administrator: { name: '林可欣', address: 'lin.kexin' },
  commander: { name: '周岚', address: 'zhou.lan' },
  pr: { name: '宋怡', address: 'song.yi' },
  marketing: { name: '高翔', address: 'gao.xiang' },
  legal: { name: '蘇明哲', address: 'su.mingzhe' },
  technical: { name: '馬騰', address: 'ma.teng' },
  care: { name: '吳佩珊', address: 'wu.peishan' },
  management: { name: '許國維', address: 'xu.guowei' },
  analyst: { name: '陳宇', address: 'chen.yu' },
  auditor: { name: '何敏', address: 'he.min' },
} as const satisfies Record<Role, { name: string; address: string }>
export const PASSWORD = 'qing he de 豆浆 1987'

export type Company = Readonly<Record<Role, Actor>> & {
  readonly orgId: string
  readonly emails: Readonly<Record<Role, string>>
  /** of all */
  readonly password: string
}

/** The company as after everybody has joined. A second one needs another name: an address belongs to one person only. */
export async function makeCompany(app: App, name: string = QINGHE): Promise<Company> {
  const domain = name === QINGHE ? 'qinghe.example' : `org-${derivedId(name).slice(0, 8)}.example`
  const emailOf = (role: Role): string => `${PEOPLE[role].address}@${domain}`
  const phc = await hashPassword(PASSWORD)
  const at = app.clock.now()
  const { orgId, ids } = await inTransaction(app.db, async (trx) => {
    const org = await insertOrganisation(trx, at, { name, zone: 'Asia/Taipei', isDemo: false })
    const made = await eachRole(async (role) => {
      const personId = await insertPerson(trx, at, { orgId: org, name: PEOPLE[role].name, email: emailOf(role) })
      await insertPassword(trx, at, org, personId, phc)
      await markJoined(trx, at, org, personId)
      await insertGrants(trx, at, { orgId: org, personId, roles: [role], by: 'system:test', reason: 'test' })
      return personId
    })
    return { orgId: org, ids: made }
  })
  const actors = await eachRole(async (role) => {
    const actor = await findActor(app.db, orgId, ids[role])
    assert.ok(actor)
    return actor
  })
  return { orgId, ...actors, emails: await eachRole(async (role) => emailOf(role)), password: PASSWORD }
}

/** One after another: they share a transaction. */
async function eachRole<T>(make: (role: Role) => Promise<T>): Promise<Readonly<Record<Role, T>>> {
  return {
    administrator: await make('administrator'),
    commander: await make('commander'),
    pr: await make('pr'),
    marketing: await make('marketing'),
    legal: await make('legal'),
    technical: await make('technical'),
    care: await make('care'),
    management: await make('management'),
    analyst: await make('analyst'),
    auditor: await make('auditor'),
  }
}
