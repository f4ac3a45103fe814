import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { IMAP_PASSWORD, IMAP_USER, startImap } from '../../test/support/imap-server.ts'
import { watching } from '../../test/support/judges.ts'
import { MINUTE } from '../base/clock.ts'
import { collectDue } from './collection-actions.ts'
import { newestPosts } from './post-store.ts'
import { makeSource, readSourcePage } from './source-actions.ts'
import { trySource } from './source-trial-actions.ts'

const MAILS = path.resolve(import.meta.dirname, '../../test/fixtures/mails')
const mailOf = (name: string): Buffer => readFileSync(path.join(MAILS, name))

test('a mailbox as a source: tried, made, read again and again, its password sealed, its letters masked', async (t) => {
  const server = await startImap(t)
  const { app: bare, clock } = await makeApp(t, { config: { privateHosts: ['127.0.0.1'] } })
  const app = watching(bare)
  const { orgId, administrator } = await makeCompany(app)
  server.deliver(mailOf('digest-labelled.eml'), clock.now())
  server.deliver(mailOf('outlook-big5.eml'), clock.now())
  const settings = {
    host: '127.0.0.1',
    port: server.port,
    security: 'none',
    user: IMAP_USER,
    password: IMAP_PASSWORD,
    senders: '@qinghe.example',
  }
  const trial = await trySource(app, administrator, { kind: 'mailbox', settings })
  assert.deepEqual([trial.error, trial.count], [null, 3])
  assert.deepEqual(await newestPosts(app.db, orgId, 9), [])
  const { source } = await makeSource(app, administrator, { name: '剪報', kind: 'mailbox', settings })
  await collectDue(app)
  const posts = await newestPosts(app.db, orgId, 9)
  assert.equal(posts.length, 3)
  const letter = posts.find(({ kind }) => kind === 'record')
  assert.match(letter?.text ?? '', /電話 \*\*\*\*678，請儘快回覆/)
  const stored = await sql<{ all: string }>`select sources::text as all from sources where org_id = ${orgId}`.execute(
    app.db,
  )
  assert.ok(!stored.rows.some(({ all }) => all.includes(IMAP_PASSWORD)), 'the password lies open')
  clock.advance(6 * MINUTE)
  server.deliver(mailOf('163-gbk.eml'), clock.now())
  await collectDue(app)
  const page = await readSourcePage(app, administrator, source.id)
  assert.deepEqual(
    page.runs.map(({ result, accepted }) => [result, accepted]),
    [
      ['new', 1],
      ['new', 3],
    ],
  )
  assert.deepEqual([page.secrets, page.settings?.password], [['password'], undefined])
})
