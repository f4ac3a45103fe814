import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { STARTING_ROLES } from './permissions.ts'

const MIGRATIONS = path.join(import.meta.dirname, '../migrations')
const ROLES = '0007_roles.sql'
/** The permissions that came after the roles: granted by the migration that brought each of them. */
const NEWER = ['rumours.verify', 'lexicons.edit', 'rules.edit', 'oncall.manage']
const LATER = ['pr', 'marketing', 'legal', 'technical', 'care', 'management']

test('an organisation from before there were these roles gets what a new one starts with, and keeps what was taken away', async (t) => {
  const { app } = await makeApp(t)
  const { orgId } = await makeCompany(app)
  await sql`delete from grants where role = any(${LATER}::text[])`.execute(app.db)
  await sql`delete from role_permissions where role = any(${LATER}::text[])
    or permission in ('sources.manage', 'posts.correct', 'posts.export') or permission = any(${NEWER}::text[])`.execute(
    app.db,
  )
  await sql`delete from roles where name = any(${LATER}::text[])`.execute(app.db)
  await sql`delete from role_permissions where role = 'analyst' and permission = 'tracks.edit'`.execute(app.db)
  await sql.raw(readFileSync(path.join(MIGRATIONS, ROLES), 'utf8')).execute(app.db)
  for (const grant of laterGrants()) await sql.raw(grant).execute(app.db)
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

/** What migrations after the one of the roles give to the roles that are there. */
function laterGrants(): string[] {
  const later = readdirSync(MIGRATIONS).filter((name) => /^\d{4}_/.test(name) && name > ROLES)
  return later.flatMap((name) => readFileSync(path.join(MIGRATIONS, name), 'utf8').match(GRANT) ?? [])
}
const GRANT = /insert into role_permissions[^;]*;/g
