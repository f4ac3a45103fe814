import { once } from 'node:events'
import type { CommandIo, CommandOf } from './command.ts'
import { ConfigError } from './config.ts'
import { Refusal } from './errors.ts'

/** What the shell gets: 0 done, 1 something was refused or failed, 2 called wrongly. */
const FAILED = 1
const CALLED_WRONGLY = 2

/**
 * Runs one command. `open` is called when the command first needs the app, and what it opened is closed before this returns.
 * @returns the exit code
 */
export async function runCommand<A>(
  commands: readonly CommandOf<A>[],
  args: readonly string[],
  io: CommandIo,
  open: () => Promise<{ app: A; close(): Promise<void> }>,
): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    await write(io.stdout, help(commands))
    return name === undefined ? CALLED_WRONGLY : 0
  }
  const command = commands.find((each) => each.name === name)
  if (!command) {
    await write(io.stderr, `weiji: there is no command "${name}"; "help" lists them\n`)
    return CALLED_WRONGLY
  }
  if (rest.includes('--help')) {
    await write(io.stdout, `weiji ${command.usage}\n${command.summary}\n`)
    return 0
  }
  let opened: Promise<{ app: A; close(): Promise<void> }> | undefined
  try {
    return await command.run(rest, io, async () => {
      opened ??= open()
      return (await opened).app
    })
  } catch (error) {
    // The reader of our output has gone, as `head` does: it has what it wanted.
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return 0
    await write(io.stderr, `weiji ${name}: ${inWords(error)}\n`)
    return FAILED
  } finally {
    await opened?.then(({ close }) => close()).catch(() => undefined)
  }
}

/** Waits while the reader is slow, so that a long output does not pile up in memory. */
export async function write(stream: NodeJS.WritableStream, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, 'drain')
}

function help<A>(commands: readonly CommandOf<A>[]): string {
  const lines = [...commands]
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ usage, summary }) => `  ${usage}\n      ${summary}`)
  return `npm run --silent weiji -- COMMAND …\n\n${lines.join('\n')}\n`
}

function inWords(error: unknown): string {
  if (error instanceof Refusal) {
    const { field, reason } = error.detail
    return [error.code, field, reason].filter((part) => part !== undefined && part !== '').join(': ')
  }
  if (error instanceof ConfigError) return error.message
  return error instanceof Error ? error.message : String(error)
}
