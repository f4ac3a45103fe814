import { createHash } from 'node:crypto'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { operatorActor } from '../access/actor.ts'
import type { Actor } from '../app.ts'
import type { CommandIo, CommandOf } from '../base/command.ts'
import { write } from '../base/command-line.ts'
import { compileTracks } from '../text/match.ts'
import { openInput, organisationOf, WrongCall } from './input-commands.ts'
import { readLines } from './line-reader.ts'
import { listTracks } from './reads.ts'
import { layOut, type RecordedEvent, readEvent, type Timeline } from './recording.ts'
import { playReplay } from './replay-actions.ts'
import { expressionFrom, nameFrom } from './telling-words.ts'
import { makeTrack } from './track-actions.ts'
import type { Watching } from './watching.ts'

const USAGE =
  'replay FILE [--event ID | --events N | --all] [--hours N] [--speed N|max] [--org ID] [--track "NAME=EXPRESSION"]…'
/** A recorded cascade is one line. */
const MOST_LINE_BYTES = 64 * 2 ** 20
/** More tracks than this nobody would look at. */
const MOST_MADE_TRACKS = 20

export const replayCommand: CommandOf<Watching> = {
  name: 'replay',
  usage: USAGE,
  summary: 'plays recorded cascades into an organisation as if they were posted now; stopped, the same call goes on',
  run: async (args, io, open) => {
    try {
      return await run(args, io, open)
    } catch (error) {
      if (!(error instanceof WrongCall)) throw error
      await write(io.stderr, `weiji replay: ${error.message}\n`)
      return 2
    }
  },
}

async function run(args: readonly string[], io: CommandIo, open: () => Promise<Watching>): Promise<number> {
  const wanted = readArguments(args)
  const events = await readEvents(await openInput(wanted.file, io), wanted, io)
  const timeline = layOut(events, wanted.hours === undefined ? {} : { hours: wanted.hours })
  await tellTimeline(io, events, timeline)
  const app = await open()
  const actor = operatorActor(await organisationOf(app, wanted.org))
  await makeTracks(app, actor, events, wanted.tracks, io)
  const stop = stopSignal()
  const end = await playReplay(app, actor, {
    timeline,
    name: `${path.basename(wanted.file)} ${events.length === 1 ? events[0]?.id : `(${events.length} events)`}`.slice(
      0,
      200,
    ),
    runKey: runKeyOf(timeline, wanted.speed),
    speed: wanted.speed,
    isStopped: () => stop.signal.aborted,
    wait: (ms) => waitOr(stop.signal, ms),
    onProgress: ({ sent, total }) => write(io.stderr, `${sent} of ${total} posts\n`),
  })
  stop.forget()
  if (end.isResumed) await write(io.stderr, 'went on with the run that had been stopped\n')
  if (end.state === 'stopped') await write(io.stderr, 'stopped; the same call goes on from here\n')
  await write(io.stdout, `${JSON.stringify(end)}\n`)
  return end.state === 'done' ? 0 : 1
}

type Wanted = {
  readonly file: string
  readonly event: string | undefined
  /** how many from the beginning of the file */
  readonly most: number
  readonly hours: number | undefined
  readonly speed: number | undefined
  readonly org: string | undefined
  readonly tracks: readonly { name: string; expression: string }[]
}

function readArguments(args: readonly string[]): Wanted {
  const { values, positionals } = parse(args)
  const [file] = positionals
  if (positionals.length !== 1 || file === undefined) throw new WrongCall(`usage: ${USAGE}`)
  if ([values.event, values.events, values.all].filter((given) => given !== undefined).length > 1) {
    throw new WrongCall('only one of --event, --events and --all')
  }
  const number = (name: 'events' | 'hours' | 'speed'): number | undefined => {
    const text = values[name]
    if (text === undefined) return undefined
    if (!(Number(text) > 0) || !Number.isFinite(Number(text))) throw new WrongCall(`--${name} must be a number above 0`)
    return Number(text)
  }
  return {
    file,
    event: values.event,
    most: values.all || values.event !== undefined ? Number.POSITIVE_INFINITY : (number('events') ?? 1),
    hours: number('hours'),
    speed: values.speed === undefined || values.speed === 'max' ? undefined : number('speed'),
    org: values.org,
    tracks: (values.track ?? []).map(readTrack),
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        event: { type: 'string' },
        events: { type: 'string' },
        all: { type: 'boolean' },
        hours: { type: 'string' },
        speed: { type: 'string' },
        org: { type: 'string' },
        track: { type: 'string', multiple: true },
      },
    })
  } catch (error) {
    throw new WrongCall((error as Error).message)
  }
}

function readTrack(given: string): { name: string; expression: string } {
  const at = given.indexOf('=')
  if (at < 1 || at === given.length - 1) throw new WrongCall(`--track "${given}" is not NAME=EXPRESSION`)
  return { name: given.slice(0, at).trim(), expression: given.slice(at + 1).trim() }
}

async function readEvents(
  bytes: AsyncIterable<Uint8Array>,
  { event: id, most }: Wanted,
  io: CommandIo,
): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = []
  for await (const line of readLines(bytes, MOST_LINE_BYTES)) {
    const event = 'text' in line ? readEvent(parseJson(line.text)) : undefined
    if (!event) await write(io.stderr, `line ${line.number} is no recorded cascade: passed over\n`)
    else if (id === undefined || event.id === id) events.push(event)
    if (events.length >= (id === undefined ? most : 1)) break
  }
  if (events.length === 0) throw new WrongCall(id === undefined ? 'no recorded cascade in it' : `no event ${id} in it`)
  return events
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function tellTimeline(io: CommandIo, events: readonly RecordedEvent[], timeline: Timeline): Promise<void> {
  const { posts, span, shortened, dropped } = timeline
  const clamped = events.reduce((sum, event) => sum + event.clamped, 0)
  const notes = [
    `${events.length} recorded events, ${posts.length} posts over ${(span / 3_600_000).toFixed(1)} hours`,
    ...(shortened > 0 ? [`${shortened} silences between the beginnings of events cut to a day`] : []),
    ...(dropped > 0 ? [`${dropped} posts left out because they came later than --hours`] : []),
    ...(clamped > 0 ? [`${clamped} posts that were recorded before what they answer are played with it`] : []),
  ]
  await write(io.stderr, `${notes.join('; ')}\n`)
}

/** The tracks that were asked for; without any, one for each event that no track would see. */
async function makeTracks(
  app: Watching,
  actor: Actor,
  events: readonly RecordedEvent[],
  asked: Wanted['tracks'],
  io: CommandIo,
): Promise<void> {
  const existing = await listTracks(app.db, actor.orgId)
  for (const track of asked) {
    const isThere = existing.some(({ name, expression }) => name === track.name && expression === track.expression)
    if (!isThere) await makeTrack(app, actor, track)
  }
  if (asked.length > 0) return
  const { matcher } = compileTracks(app.judges.fold, existing)
  const unseen = events.filter(({ text }) => matcher.explain(text).size === 0)
  if (unseen.length > MOST_MADE_TRACKS) {
    await write(io.stderr, `${unseen.length} events match no track: too many to make one for each, see --track\n`)
    return
  }
  for (const { text, answers, id } of unseen) {
    const expression = expressionFrom(
      text,
      answers.map((answer) => answer.text),
    )
    if (expression === undefined) await write(io.stderr, `event ${id} has no words to make a track of\n`)
    else {
      await makeTrack(app, actor, { name: nameFrom(text), expression })
      await write(io.stderr, `no track matches event ${id}: made "${nameFrom(text)}" = ${expression}\n`)
    }
  }
}

/** The same for the same posts at the same times and speed. */
function runKeyOf({ posts }: Timeline, speed: number | undefined): string {
  const hash = createHash('sha256').update(String(speed ?? 'max'))
  for (const { event, index, offset } of posts) hash.update(`${event.id} ${index} ${offset}\n`)
  return hash.digest('hex')
}

/** Ctrl-C ends the run after the batch that is on its way. A second one ends the process as usual. */
function stopSignal() {
  const controller = new AbortController()
  const abort = (): void => controller.abort()
  const names = ['SIGINT', 'SIGTERM'] as const
  for (const name of names) process.once(name, abort)
  const forget = (): void => {
    for (const name of names) process.removeListener(name, abort)
  }
  return { signal: controller.signal, forget }
}

function waitOr(signal: AbortSignal, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms)
    function done(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })
}
