import { once } from 'node:events'
import { open } from 'node:fs/promises'
import type { Readable, Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import type { Command } from '../app.ts'
import { EMOTIONS, type ExpressionError, type Judged, LANGUAGES, SENTIMENTS } from '../text/contract.ts'
import { createFold } from '../text/fold.ts'
import { compileTracks } from '../text/match.ts'
import { type Judges, readModels, startJudges } from './judges.ts'
import { readLines } from './lines.ts'

/** 4 MB: forty times the longest text that the product takes, written in \u escapes. */
const LONGEST_LINE = 4 * 1024 * 1024
const BATCH = 256
/** Batches under way at once, so that every thread has work while lines are read and written. */
const AHEAD = 8
const NO_TRACKS = 'none'

type Io = Parameters<Command['run']>[1]
type Row = { readonly id: string | number; readonly text: string; readonly [field: string]: unknown }

/** Judges anyone's texts with the engine and the threads of the product; needs no database. */
export const judgeCommand: Command = {
  name: 'judge',
  usage: 'judge FILE.jsonl   (- reads standard input)',
  summary: 'sentiment, emotion and language of each line {"id","text"}, one line of JSON out for each in',
  async run(args, io) {
    const file = args.length === 1 ? args[0] : undefined
    if (file === undefined || (file.startsWith('-') && file !== '-')) return misused(io, judgeCommand)
    return overRows(file, io, async (rows, print) => {
      const judges = await startJudges()
      try {
        const ahead: Promise<string>[] = []
        for await (const batch of inBatches(rows, BATCH)) {
          const done = judgeBatch(judges, batch)
          // Awaited below, in order; until then a failure must not count as unhandled.
          done.catch(() => undefined)
          ahead.push(done)
          if (ahead.length >= AHEAD) await print(await (ahead.shift() as Promise<string>))
        }
        for (const done of ahead) await print(await done)
      } finally {
        await judges.close()
      }
    })
  },
}

/** Says which lines a track matches, and by which words; needs no database. */
export const matchCommand: Command = {
  name: 'match',
  usage: 'match --track EXPRESSION FILE.jsonl   (- reads standard input; docs/tracks.md)',
  summary: 'the lines {"id","text"} that a track matches, each with the words that matched and where',
  async run(args, io) {
    const asked = readMatchArgs(args)
    if (!asked) return misused(io, matchCommand)
    const { matcher, errors } = compileTracks(createFold(readModels().fold), [{ id: 'track', expression: asked.track }])
    const error = errors.get('track')
    if (error) {
      io.stderr.write(`--track: ${TROUBLES[error.code]}\n  ${asked.track}\n  ${' '.repeat(error.at)}^\n`)
      return 2
    }
    return overRows(asked.file, io, async (rows, print) => {
      for await (const row of rows) {
        const matched = matcher.explain(row.text).get(0)
        if (matched) await print(`${JSON.stringify({ ...row, matched })}\n`)
      }
    })
  },
}

const TROUBLES: Readonly<Record<ExpressionError['code'], string>> = {
  empty: 'there is no word in it',
  'unclosed-quote': 'a quotation mark is not closed',
  'unclosed-parenthesis': 'a parenthesis is not closed',
  'unexpected-parenthesis': 'a parenthesis is closed that was not opened',
  'missing-operand': 'a word is missing here',
  'bad-weight': 'a weight is a number above 0 and up to 1000, such as ^2 or ^0.5',
  'word-too-short': 'this is too short to look for: it needs a letter, and of Latin letters or digits two',
  'only-exclusions': 'it only says what is not wanted: add a word that is',
  'too-long': 'it is longer than 10,000 characters',
  'too-deep': 'more than 50 parentheses lie within each other',
}

function misused(io: Io, command: Command): number {
  io.stderr.write(`usage: ${command.usage}\n`)
  return 2
}

function readMatchArgs(args: readonly string[]): { track: string; file: string } | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { track: { type: 'string' } },
      allowPositionals: true,
    })
    const [file, ...more] = positionals
    return values.track === undefined || file === undefined || more.length > 0
      ? undefined
      : { track: values.track, file }
  } catch {
    // An expression may begin with a minus: parseArgs wants --track=-… then, and says so by throwing.
    return undefined
  }
}

type Print = (text: string) => Promise<void>

/** Runs over the rows of a file in constant memory. @returns 1 where a line was refused or the file could not be read to its end */
async function overRows(
  file: string,
  io: Io,
  work: (rows: AsyncIterable<Row>, print: Print) => Promise<void>,
): Promise<number> {
  const troubles = { count: 0 }
  const closed = watchEnd(io.stdout)
  let input: Readable | undefined
  try {
    input = file === '-' ? io.stdin : (await open(file)).createReadStream()
    await work(readRows(input, io.stderr, troubles), async (text) => {
      if (closed.isEnded) throw new ReaderGone()
      if (!io.stdout.write(text)) await Promise.race([once(io.stdout, 'drain'), closed.ended])
    })
  } catch (error) {
    // `… | head` has seen enough: no failure of ours.
    if (error instanceof ReaderGone) return troubles.count > 0 ? 1 : 0
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
    io.stderr.write(`cannot read ${file}: ${(error as Error).message}\n`)
    return 1
  } finally {
    closed.forget()
    if (file !== '-') input?.destroy()
  }
  return troubles.count > 0 ? 1 : 0
}

class ReaderGone extends Error {}

function watchEnd(stream: Writable): { isEnded: boolean; ended: Promise<void>; forget: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  const watch = { isEnded: false, ended: promise, forget: () => stream.off('error', end) }
  const end = () => {
    watch.isEnded = true
    resolve()
  }
  stream.on('error', end)
  return watch
}

/** The rows that can be read; each other line is named on `stderr`. Empty lines are passed over. */
async function* readRows(input: Readable, stderr: Writable, troubles: { count: number }): AsyncGenerator<Row> {
  for await (const line of readLines(input, LONGEST_LINE)) {
    if ('text' in line && line.text.trim() === '') continue
    const read = 'text' in line ? readRow(line.text) : line.trouble === 'too-long' ? TOO_LONG : 'it is not UTF-8'
    if (typeof read !== 'string') yield read
    else {
      troubles.count++
      stderr.write(`line ${line.number}: ${read}\n`)
    }
  }
}

const TOO_LONG = `it is longer than ${LONGEST_LINE / 1024 / 1024} MB`

/** @returns the row, or what is wrong with it */
function readRow(line: string): Row | string {
  let row: unknown
  try {
    row = JSON.parse(line)
  } catch {
    return 'it is not JSON'
  }
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return 'it is not an object {"id","text"}'
  const { id, text } = row as Record<string, unknown>
  if (typeof id !== 'string' && typeof id !== 'number') return 'its "id" is missing or is neither text nor a number'
  if (typeof text !== 'string') return 'its "text" is missing or is not text'
  return { ...row, id, text }
}

async function* inBatches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = []
  for await (const item of items) {
    batch.push(item)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

async function judgeBatch(judges: Judges, rows: readonly Row[]): Promise<string> {
  const judged = await judges.judge(
    rows.map(({ text }) => text),
    NO_TRACKS,
    [],
  )
  return rows
    .map(({ id }, i) => `${JSON.stringify({ id, ...verdictOf(judged, i), model: judges.modelVersion })}\n`)
    .join('')
}

function verdictOf(judged: Judged, i: number) {
  const of = (c: number) => Math.round((judged.probabilities[3 * i + c] as number) * 10_000) / 10_000
  const [negative, neutral, positive] = [of(0), of(1), of(2)]
  return {
    sentiment: SENTIMENTS[judged.sentiment[i] as number],
    probabilities: { positive, neutral, negative },
    emotion: EMOTIONS[judged.emotion[i] as number],
    language: LANGUAGES[judged.language[i] as number],
  }
}
