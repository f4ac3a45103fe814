import type { CommandOf } from '../base/command.ts'
import { importCommand } from './import-commands.ts'
import { replayCommand } from './replay-commands.ts'
import type { Watching } from './watching.ts'

export const monitoringCommands: readonly CommandOf<Watching>[] = [importCommand, replayCommand]
