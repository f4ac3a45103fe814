import type { Readable, Writable } from 'node:stream'

export type CommandIo = { readonly stdin: Readable; readonly stdout: Writable; readonly stderr: Writable }

/** One command for operators. `app()` opens database and all; a command that needs neither never calls it. */
export type CommandOf<A> = {
  readonly name: string
  /** such as `import FILE.jsonl --org ID` */
  readonly usage: string
  readonly summary: string
  /** @returns the exit code: 0 done, 1 something was refused, 2 called wrongly */
  run(args: readonly string[], io: CommandIo, app: () => Promise<A>): Promise<number>
}
