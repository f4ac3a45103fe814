/**
 * `npm run bench -- alert-page [--posts N] [--others N] [--rounds N] [--folder DIR]`: how long the server needs for the page of an alert of so many
 * posts, as it is asked: its first look, which says what, how bad, since when and what to do, and then the posts behind it. Beside them lie
 * six times as many posts of the week before, and `others` of the same hours that are on no track. One process, nothing else going on in it.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { systemClock } from '../server/base/clock.ts'
import { readConfig } from '../server/base/config.ts'
import { openHouse } from '../server/base/house.ts'
import { silentLog } from '../server/base/log.ts'
import { keyInFolder } from '../server/base/secrets.ts'
import { startJudges } from '../server/monitoring/judges.ts'
import { alertContents } from '../server/warning/page-content-reads.ts'
import { alertPage } from '../server/warning/page-reads.ts'
import type { PageApp } from '../server/warning/watching.ts'
import { makeCompany } from '../test/support/company.ts'
import { makeTrack } from '../test/support/talk.ts'
import { type AlertStory, storeStory } from './alert-story.ts'
import { databaseFamily, watchOthers } from './processes.ts'
import { percentiles } from './running-server.ts'

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      posts: { type: 'string', default: '100000' },
      others: { type: 'string', default: '100000' },
      rounds: { type: 'string', default: '15' },
      folder: { type: 'string' },
    },
  })
  const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'weiji-bench-'))
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o711)
  const isOld = existsSync(join(folder, 'postgres'))
  const config = readConfig({ WEIJI_DATA: folder, WEIJI_LOG_LEVEL: 'warn' }, () => folder, keyInFolder)
  const house = await openHouse({ config, log: silentLog, clock: systemClock, name: 'bench', isWorker: false })
  const judges = await startJudges({ size: 1 })
  try {
    const app: PageApp = { ...house.parts, judges }
    const story = isOld ? await knownStory(app) : await newStory(app, Number(values.posts), Number(values.others))
    const others = watchOthers([process.pid, ...databaseFamily(join(folder, 'postgres/data'))])
    await time('first look', Number(values.rounds), () => alertPage(app, story.orgId, story.alertId))
    await time('contents', Number(values.rounds), () => alertContents(app, story.orgId, story.alertId))
    console.log(`  other work on this machine took ${others().toFixed(1)} cores`)
  } finally {
    await judges.close()
    await house.close()
    if (values.folder === undefined) rmSync(folder, { recursive: true, force: true })
  }
}

async function newStory(app: PageApp, posts: number, others: number): Promise<AlertStory> {
  const { orgId } = await makeCompany(app)
  const trackId = await makeTrack(app.db, orgId, '青禾', app.clock.now())
  return storeStory(app, orgId, trackId, { posts, others })
}

async function knownStory({ db }: PageApp): Promise<AlertStory> {
  const { rows } = await sql<AlertStory>`
    select org_id as "orgId", track_id as "trackId", id as "alertId" from alerts`.execute(db)
  const [story] = rows
  if (!story) throw new Error('the folder holds no alert')
  return story
}

/** Answers as they go out, as JSON; the first time is told apart, since nothing has been read yet. */
async function time(name: string, rounds: number, ask: () => Promise<object>): Promise<void> {
  const times: number[] = []
  let bytes = 0
  for (let round = 0; round <= rounds; round++) {
    const began = performance.now()
    bytes = JSON.stringify(await ask()).length
    times.push(performance.now() - began)
  }
  const [first = Number.NaN, ...rest] = times
  const { p50, p95, most } = percentiles(rest)
  console.log(
    `  ${name.padEnd(12)} p50 ${p50.toFixed(0)}, p95 ${p95.toFixed(0)}, most ${most.toFixed(0)} ms, the first time ${first.toFixed(0)}; ${(bytes / 1000).toFixed(0)} kB`,
  )
}
