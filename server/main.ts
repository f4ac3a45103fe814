// Starts Weiji: reads the environment once, wires, starts, and stops again when asked.
import path from 'node:path'
import { noticeChannels } from './access/channel-send-actions.ts'
import { ensureSetupLink, makeDemoOrganisation } from './access/setup-actions.ts'
import { webhookChannel } from './access/webhook-delivery-actions.ts'
import { withWebhooks } from './access/webhook-event-actions.ts'
import { systemClock } from './base/clock.ts'
import { type Config, readConfig } from './base/config.ts'
import { defaultDataDir, logFolder } from './base/data-folder.ts'
import { makeEnding, untilAsked, untilBroken } from './base/ending.ts'
import { makeHealth } from './base/health.ts'
import { openHouse } from './base/house.ts'
import { makeHttp } from './base/http.ts'
import { freePort, listen } from './base/listen.ts'
import { type Log, openLog, silentLog } from './base/log.ts'
import { newestMigration } from './base/migrations.ts'
import { startSender } from './base/outbox-sender.ts'
import { startWorkers } from './base/queue-workers.ts'
import { keyInFolder } from './base/secrets.ts'
import { readArguments, type StartArguments, USAGE } from './base/start-arguments.ts'
import { allJobs } from './jobs.ts'
import { startDemonstration } from './monitoring/demonstration-actions.ts'
import { startImports } from './monitoring/import-jobs.ts'
import { startJudges } from './monitoring/judges.ts'
import { openSearch } from './monitoring/search-pool-actions.ts'
import type { Watching } from './monitoring/watching.ts'
import { accessGate, allEndpoints } from './routes.ts'
import { addTroubleMetrics } from './warning/blind-reads.ts'
import { addQualityMetrics } from './warning/quality-reads.ts'

const CHECKOUT = path.resolve(import.meta.dirname, '..')

const isForPeople = process.stdout.isTTY === true
/** Machines read the log on standard output; what is meant for people then goes beside it. */
const say = (text: string): void => void (isForPeople ? process.stdout : process.stderr).write(`${text}\n`)

const logs: { now: Log } = { now: silentLog }
const ending = makeEnding(() => logs.now)
try {
  const given = readArguments(process.argv.slice(2))
  if (given === 'help') say(USAGE)
  else await run(given)
} catch (error) {
  logs.now.error('could not go on', { error: (error as Error).message, stack: (error as Error).stack })
  say(`weiji: ${(error as Error).message}`)
  await ending.close()
  process.exit(1)
}

async function run(given: StartArguments): Promise<void> {
  const asked = Promise.race([untilAsked(), untilBroken()])
  // Should it break while we still start, nobody waits for it yet.
  asked.catch(() => undefined)
  const config = await settle(readConfig(process.env, () => defaultDataDir(CHECKOUT), keyInFolder))
  const { log, close } = openLog(config.logLevel, logFolder(config.dataDir), given.role, isForPeople)
  logs.now = log
  ending.add('log', close)
  await start(given, config, log)
  await asked
  say('stopping …')
  process.exit((await ending.close()) ? 0 : 1)
}

/** With PORT=0 the port is found first: links that we print must lead somewhere. */
async function settle(config: Config): Promise<Config> {
  if (config.port !== 0) return config
  const port = await freePort(config.host)
  return { ...config, port, publicUrl: config.publicUrl.replace(/:0$/, `:${port}`) }
}

async function start({ role, isDemo }: StartArguments, config: Config, log: Log): Promise<void> {
  const threads = startJudges({ size: config.threads })
  // Should the database fail first, this failure must not go unheard.
  threads.catch(() => undefined)
  const house = await openHouse({ config, log, clock: systemClock, name: role, isWorker: role !== 'web' })
  ending.add('house', house.close)
  const judges = await threads
  ending.add('judges', judges.close)
  const search = openSearch({ url: house.url, fold: judges.fold })
  ending.add('search', search.close)
  const { background } = house
  const app: Watching = { ...house.parts, live: withWebhooks(house.parts), judges, search, background }
  const behind: Watching = { ...app, db: background }
  const jobs = allJobs(behind)
  await house.jobs.declare(jobs)
  if (role !== 'web') {
    ending.add('jobs', await startWorkers(house.jobs, jobs, log, app.metrics))
    ending.add(
      'outbox',
      startSender({ db: app.db, clock: app.clock, log, channels: [...noticeChannels(app), webhookChannel(app)] }),
    )
  }
  ending.add('imports', startImports(behind, role))
  if (role !== 'worker') await serve(app)
  log.info('started', { role, port: role === 'worker' ? undefined : config.port })
  await greet(app, role, isDemo)
}

async function serve(app: Watching): Promise<void> {
  const { config, db, load, log, metrics } = app
  app.search
    .warm()
    .catch((error) => log.warn('the search index could not be loaded', { error: (error as Error).message }))
  addTroubleMetrics(metrics, db)
  addQualityMetrics(metrics, db)
  const http = await makeHttp({
    endpoints: allEndpoints(app),
    gate: accessGate(app),
    health: makeHealth(db, load.disk, newestMigration()),
    log,
    metrics,
    publicUrl: config.publicUrl,
    trustedProxies: config.trustedProxies,
    metricsToken: config.metricsToken,
    pagesFolder: path.join(CHECKOUT, 'dist'),
  })
  ending.add('http', http.stop)
  await listen(http.server, config.host, config.port)
}

async function greet(app: Watching, role: StartArguments['role'], isDemo: boolean): Promise<void> {
  if (role === 'worker') return say('Weiji works on jobs.')
  const { publicUrl, dataDir } = app.config
  const setUp = await ensureSetupLink(app)
  const demo = isDemo ? await makeDemoOrganisation(app) : undefined
  if (demo) await startDemonstration(app, demo.orgId)
  const blocks = [
    `Weiji 危機 is running at ${publicUrl}`,
    setUp && `Set up your organisation here (the link works once):\n  ${setUp}`,
    demo && `Look around the demonstration here (the link works once):\n  ${demo.link}`,
    isForPeople && `Stop it with Ctrl-C. Its log is in ${logFolder(dataDir)}`,
  ]
  say(`\n${blocks.flatMap((block) => (block ? [`  ${block}\n`] : [])).join('\n')}`)
}
