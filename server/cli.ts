// `npm run --silent weiji -- COMMAND`: one line per feature. Opens the database only for the commands that ask for it.
import path from 'node:path'
import { accessCommands } from './access/commands.ts'
import { withWebhooks } from './access/webhook-event-actions.ts'
import { systemClock } from './base/clock.ts'
import type { CommandOf } from './base/command.ts'
import { runCommand } from './base/command-line.ts'
import { readConfig } from './base/config.ts'
import { defaultDataDir } from './base/data-folder.ts'
import { openHouse } from './base/house.ts'
import { makeLog } from './base/log.ts'
import { keyInFolder } from './base/secrets.ts'
import { allJobs } from './jobs.ts'
import { monitoringCommands } from './monitoring/commands.ts'
import { startJudges } from './monitoring/judges.ts'
import { openSearch } from './monitoring/search-pool-actions.ts'
import { judgeCommand, matchCommand } from './monitoring/text-commands.ts'
import type { Watching } from './monitoring/watching.ts'
import { detectCommand } from './warning/detect-commands.ts'

const CHECKOUT = path.resolve(import.meta.dirname, '..')

/** Every command there is: one line per feature. */
const COMMANDS: readonly CommandOf<Watching>[] = [
  ...accessCommands,
  ...monitoringCommands,
  judgeCommand,
  matchCommand,
  detectCommand,
]

/** Joins the database of a running Weiji, or starts it for as long as the command runs. Only what goes wrong is logged. */
async function open(): Promise<{ app: Watching; close(): Promise<void> }> {
  const config = readConfig(process.env, () => defaultDataDir(CHECKOUT), keyInFolder)
  const house = await openHouse({
    config,
    log: makeLog({ write: (line) => void process.stderr.write(line) }, 'error'),
    clock: systemClock,
    name: 'command',
    isWorker: false,
  })
  const judges = await startJudges({ size: config.threads })
  const search = openSearch({ url: house.url, fold: judges.fold })
  const app = { ...house.parts, live: withWebhooks(house.parts), judges, search }
  await house.jobs.declare(allJobs(app))
  const close = async (): Promise<void> => {
    await search.close()
    await judges.close()
    await house.close()
  }
  return { app, close }
}

// The reader of a pipe may leave before we are done (`… | head`): that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
process.exitCode = await runCommand(COMMANDS, process.argv.slice(2), process, open)
// boot.mjs keeps a channel to us open, which must not keep us here.
process.channel?.unref()
