import assert from 'node:assert/strict'
import { PassThrough, Readable } from 'node:stream'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { untilOthersEnd } from '../../test/support/others.ts'
import type { App } from '../app.ts'
import { accessCommands } from './commands.ts'
import { listActs } from './reads.ts'

test('verify-audit tells the head, which can be noted, and exits with 1 when something was changed', async (t) => {
  const { app } = await makeApp(t)
  const { orgId } = await makeCompany(app)
  await run(app, 'user', 'invite', '--name', '吳', '--email', 'wu@qinghe.example', '--roles', 'analyst')
  await untilOthersEnd(app.db)
  const whole = await run(app, 'verify-audit')
  assert.equal(whole.code, 0)
  const head = /head (1:[0-9a-f]{64}) {2}whole/.exec(whole.out)?.[1] ?? ''
  assert.equal((await run(app, 'verify-audit', '--org', orgId, '--expect', head)).code, 0)
  assert.equal((await run(app, 'verify-audit', '--org', orgId, '--expect', head.replace(/^1/, '2'))).code, 1)
  await assert.rejects(run(app, 'verify-audit', '--org', 'x'), { code: 'not-found' })
  await assert.rejects(run(app, 'verify-audit', '--org', orgId, '--expect', '1'), { code: 'invalid' })
  await app.db.transaction().execute(async (trx) => {
    await sql`set local session_replication_role = replica`.execute(trx)
    await sql`update audit_acts set salt = sha256('x')`.execute(trx)
  })
  const broken = await run(app, 'verify-audit')
  assert.equal(broken.code, 1)
  assert.match(broken.out, /BROKEN at [0-9a-f-]{36}: the body or the salt was changed/)
})

test('the operator of the machine lists, invites, changes, disables and lets in again; each is in the audit', async (t) => {
  const { app } = await makeApp(t)
  const { orgId, emails } = await makeCompany(app)
  assert.equal((await run(app, 'user', 'list')).out.trim().split('\n').length, Object.keys(emails).length)
  const invited = await run(app, 'user', 'invite', '--name', '吳', '--email', 'wu@qinghe.example', '--roles', 'analyst')
  assert.match(
    invited.out,
    /^wu@qinghe.example\t吳\tanalyst\tinvited\nhttp:\/\/localhost:8080\/invitation#[\w-]{43}\n$/,
  )
  const roles = await run(app, 'user', 'roles', '--email', emails.analyst, '--roles', 'auditor,administrator')
  assert.match(roles.out, /administrator,auditor\tactive/)
  assert.match((await run(app, 'user', 'disable', '--email', emails.auditor, '--reason', 'left')).out, /disabled/)
  assert.match((await run(app, 'user', 'enable', '--email', emails.auditor, '--reason', 'back')).out, /active/)
  assert.match((await run(app, 'user', 'reset-link', '--email', emails.auditor)).out, /invitation#/)
  const acts = await listActs(app.db, orgId)
  assert.deepEqual(
    acts.map(({ actorKind, verb }) => `${actorKind} ${verb}`),
    ['invitePerson', 'changeRoles', 'disablePerson', 'enablePerson', 'makePersonLink'].map(
      (verb) => `operator ${verb}`,
    ),
  )
})

test('what was called wrongly is named', async (t) => {
  const { app } = await makeApp(t)
  await assert.rejects(run(app, 'user', 'list'), { code: 'not-found', message: /none yet/ })
  await makeCompany(app)
  assert.equal((await run(app, 'user')).code, 2)
  assert.equal((await run(app, 'user', 'toString')).code, 2)
  await assert.rejects(run(app, 'user', 'invite', '--email', 'x'), { code: 'invalid', message: '--name is needed' })
  await assert.rejects(run(app, 'user', 'roles', '--email', 'nobody@x', '--roles', ''), { message: /nobody here has/ })
  await assert.rejects(run(app, 'user', 'invite', '--email', 'a@b', '--name', 'n', '--roles', 'king'), {
    message: /king is none of/,
  })
  await makeCompany(app, 'another')
  await assert.rejects(run(app, 'user', 'list'), { message: /say which organisation/ })
})

async function run(app: App, name: string, ...args: string[]): Promise<{ code: number; out: string }> {
  const command = accessCommands.find((each) => each.name === name)
  assert.ok(command)
  const stdout = new PassThrough()
  const chunks: string[] = []
  stdout.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk))
  const io = { stdin: Readable.from([]), stdout, stderr: new PassThrough() }
  const code = await command.run(args, io, async () => app)
  return { code, out: chunks.join('') }
}
