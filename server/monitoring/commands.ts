import type { CommandOf } from '../base/command.ts'
import { correctionsCommand } from './correction-commands.ts'
import { importCommand } from './import-commands.ts'
import { replayCommand } from './replay-commands.ts'
import { reindexCommand } from './search-commands.ts'
import type { Watching } from './watching.ts'

export const monitoringCommands: readonly CommandOf<Watching>[] = [
  importCommand,
  replayCommand,
  reindexCommand,
  correctionsCommand,
]
