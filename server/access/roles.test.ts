import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { STARTING_ROLES } from './permissions.ts'

const MIGRATION = path.join(import.meta.dirname, '../migrations/0007_roles.sql')
const LATER = ['pr', 'marketing', 'legal', 'technical', 'care', 'management']

test('an organisation from before there were these roles gets what a new one starts with, and keeps what was taken away', async (t) => {
  const { app } = await makeApp(t)
  const { orgId } = await makeCompany(app)
  await sql`delete from grants where role = any(${LATER}::text[])`.execute(app.db)
  await sql`delete from role_permissions where role = any(${LATER}::text[])
    or permission in ('sources.manage', 'posts.correct', 'posts.export')`.execute(app.db)
  await sql`delete from roles where name = any(${LATER}::text[])`.execute(app.db)
  await sql`delete from role_permissions where role = 'analyst' and permission = 'tracks.edit'`.execute(app.db)
  await sql.raw(readFileSync(MIGRATION, 'utf8')).execute(app.db)
  const found = await sql<{ role: string; permissions: string[] }>`
    select role, array_agg(permission order by permission) as permissions from role_permissions
    where org_id = ${orgId} group by role`.execute(app.db)
  const now = Object.fromEntries(found.rows.map(({ role, permissions }) => [role, permissions]))
  const starting = Object.fromEntries(
    Object.entries(STARTING_ROLES).map(([role, all]) => [
      role,
      all.filter((permission) => role !== 'analyst' || permission !== 'tracks.edit').sort(),
    ]),
  )
  assert.deepEqual(now, starting)
})
