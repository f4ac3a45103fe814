import { parseArgs } from 'node:util'
import type { CommandIo, CommandOf } from '../base/command.ts'
import { write } from '../base/command-line.ts'
import { emotionName, languageName, platformName, sentimentName } from './codes.ts'
import { type Given, type Lesson, listLessons } from './correction-store.ts'
import { organisationOf, WrongCall } from './input-commands.ts'
import type { Watching } from './watching.ts'

const USAGE = 'corrections [--org ID] [--since TIME]'
const AT_ONCE = 500

export const correctionsCommand: CommandOf<Watching> = {
  name: 'corrections',
  usage: USAGE,
  summary:
    'verdicts that people corrected, as JSON lines to learn from: the text that was judged, what the model said and what a person says; names nobody',
  run: async (args, io, open) => {
    try {
      return await run(args, io, open)
    } catch (error) {
      if (!(error instanceof WrongCall)) throw error
      await write(io.stderr, `weiji corrections: ${error.message}\n`)
      return 2
    }
  },
}

async function run(args: readonly string[], io: CommandIo, open: () => Promise<Watching>): Promise<number> {
  const { org, since } = readArguments(args)
  const app = await open()
  const orgId = await organisationOf(app, org)
  let count = 0
  let after = 0
  for (;;) {
    const lessons = await listLessons(app.db, orgId, { since, after, limit: AT_ONCE })
    for (const lesson of lessons) await write(io.stdout, `${JSON.stringify(lineOf(lesson))}\n`)
    count += lessons.length
    after = lessons.at(-1)?.seq ?? after
    if (lessons.length < AT_ONCE) break
  }
  await write(io.stderr, `${count} corrections in force\n`)
  return 0
}

function readArguments(args: readonly string[]): { org: string | undefined; since: Date } {
  const { org, since } = parse(args)
  const at = new Date(since ?? 0)
  if (Number.isNaN(at.getTime()))
    throw new WrongCall(`--since "${since}" is no time, such as 2026-11-24T08:00:00+08:00`)
  return { org, since: at }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { org: { type: 'string' }, since: { type: 'string' } } }).values
  } catch (error) {
    throw new WrongCall(`${(error as Error).message}\nusage: ${USAGE}`)
  }
}

function lineOf({ postId, at, platform, language, title, text, modelVersion, said, now }: Lesson) {
  return {
    postId,
    correctedAt: at.toISOString(),
    platform: platformName(platform),
    language: languageName(language),
    title,
    text,
    model: { version: modelVersion, ...verdictOf(said) },
    ...verdictOf(now),
  }
}

function verdictOf({ sentiment, emotion }: Given) {
  return { sentiment: sentimentName(sentiment), emotion: emotionName(emotion) }
}
