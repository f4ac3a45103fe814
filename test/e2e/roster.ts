import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { databaseFolder } from '../../server/base/data-folder.ts'
import { openDatabase } from '../../server/base/db.ts'
import { startPostgres } from '../../server/base/postgres.ts'
import { postJson, type Running } from '../support/product.ts'

/** Whoever is signed in by this cookie is on call, week by week. */
export async function makeRoster(running: Running, cookie: string): Promise<void> {
  const own = { cookie, origin: running.url }
  const me = (await (await fetch(`${running.url}/api/me`, { headers: own })).json()) as { person: { id: string } }
  const layer = {
    id: 'week',
    name: '',
    people: [me.person.id],
    startsOn: '2026-01-05',
    handOverAt: '09:00',
    turnDays: 7,
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    dayKind: 'every',
    from: '09:00',
    to: '09:00',
  }
  const body = { name: '輿情值班', zone: 'Asia/Taipei', heedsHolidays: true, layers: [layer], fixed: [] }
  const made = await postJson(running.url, '/api/oncall/rosters', body, own)
  assert.equal(made.status, 201, await made.clone().text())
}

/** As the message of the newest call holds it: there is no channel here that would carry it. */
export async function newestLink(folder: string): Promise<string> {
  const postgres = await startPostgres({ dataDir: databaseFolder(folder), log: () => undefined })
  const { db, close } = openDatabase(postgres.url)
  try {
    const found = await sql<{ url: string }>`
      select acknowledge_url as url from notices where acknowledge_url like '%/a/%' order by created_at desc limit 1`.execute(
      db,
    )
    assert.ok(found.rows[0], 'nobody was called')
    return found.rows[0].url
  } finally {
    await close()
    await postgres.stop()
  }
}
