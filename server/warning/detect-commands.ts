/** `weiji detect`: the product's detectors on anyone's own counts, without database or server. */

import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import type { Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import type { Command } from '../app.ts'
import { detectors, findDetector } from '../detectors/index.ts'
import { CountLineError, readCounts } from './detect-lines.ts'
import { watchSpacing } from './detect-spacing.ts'

const IDS = detectors.map(({ id }) => id)

/** One row out for each row in, written before the next is read: what is printed cannot know what comes later. */
export const detectCommand: Command = {
  name: 'detect',
  usage: `detect FILE.csv [--detector ${IDS.join('|')}]`,
  summary:
    'watches counts per 5 minutes (CSV timestamp,value; for negative-share timestamp,value,of; - for standard input) and prints timestamp,value,score,alarm',
  async run(args, io) {
    const asked = readArgs(args)
    if (typeof asked === 'string') {
      io.stderr.write(`${asked}\nusage: weiji ${detectCommand.usage}\n`)
      return 2
    }
    try {
      await detect(asked, io)
      return 0
    } catch (error) {
      const what = reasonOf(error)
      if (what === undefined) throw error
      io.stderr.write(`${asked.file}: ${what}\n`)
      return 1
    }
  },
}

type Asked = { readonly file: string; readonly detector: (typeof detectors)[number] }

function readArgs(args: readonly string[]): Asked | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { detector: { type: 'string', default: 'volume' } },
      allowPositionals: true,
    })
    const [file, ...more] = positionals
    if (file === undefined || more.length > 0) return 'detect: exactly one FILE is needed'
    const detector = findDetector(values.detector)
    return detector ? { file, detector } : `detect: no detector "${values.detector}"; there are ${IDS.join(', ')}`
  } catch (error) {
    return `detect: ${error instanceof Error ? error.message : error}`
  }
}

async function detect({ file, detector }: Asked, io: Parameters<Command['run']>[1]): Promise<void> {
  const input = file === '-' ? io.stdin : createReadStream(file)
  const state = detector.start()
  const warningOf = watchSpacing(detector.stepMinutes)
  const write = writerTo(io.stdout)
  let began = false
  for await (const { row, timestamp, value, of } of readCounts(input, detector.input === 'negative-share')) {
    // only now, so that a file without rows or header prints nothing but its error
    if (!began) await write('timestamp,value,score,alarm\n')
    began = true
    const warning = warningOf(row, timestamp)
    if (warning !== undefined) io.stderr.write(`${file}: ${warning}\n`)
    const { score, alarm } = detector.step(state, of === undefined ? { value } : { value, of })
    if (!(await write(`${quoted(timestamp)},${value},${score.toFixed(4)},${alarm ? 1 : 0}\n`))) return
  }
  if (!began) throw new CountLineError(2, 'there is a header and no row')
}

/** Waits while the reader is slower; false once it has gone (`| head`). */
function writerTo(out: Writable): (text: string) => Promise<boolean> {
  let gone = false
  out.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    gone = true
  })
  return async (text) => {
    if (!gone && !out.write(text)) await Promise.race([once(out, 'drain'), once(out, 'close')]).catch(() => undefined)
    return !gone
  }
}

const quoted = (field: string): string => (/[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)

/** In words, what is the caller's to mend; undefined for what is ours. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof CountLineError) return error.message
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EISDIR') return 'that is a folder'
  if (code === 'EACCES') return 'it may not be read'
  return undefined
}
