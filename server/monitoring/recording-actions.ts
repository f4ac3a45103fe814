import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { actorKey } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import { permit } from '../access/permit.ts'
import type { Actor, App } from '../app.ts'
import { DAY, HOUR } from '../base/clock.ts'
import { inTransaction } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { readFiles } from '../connectors/index.ts'
import { storyBetween, TRACKS } from './demonstration-story.ts'
import { readLines } from './line-reader.ts'
import { checkPosts } from './post-input.ts'
import { findTrack } from './reads.ts'
import { layOut, postOf, type RecordedEvent, readEvent } from './recording.ts'
import type { NewRecording, Recording } from './recording-schema.ts'
import { readOwnPosts } from './recording-source-store.ts'
import {
  findRecording,
  insertParts,
  insertRecording,
  listRecordings,
  markRemoved,
  type RecordingRow,
} from './recording-store.ts'
import { tapeOf } from './recording-tape.ts'
import { isPlayed } from './replay-run-store.ts'
import type { PostInput } from './schema.ts'
import { expressionFrom, nameFrom } from './telling-words.ts'
import type { Watching } from './watching.ts'

/** What a recording may hold: more nobody looks at, and less than this is kept in memory while it is made. */
const MOST_POSTS = 100_000
const MOST_BYTES = 64 * 2 ** 20
const MOST_UNPACKED = 512 * 2 ** 20
const MOST_LINE_BYTES = 64 * 2 ** 20
const MOST_TRACKS = 20
const GZIP_MAGIC = 0x1f8b
/** The built-in story always begins at the same moment, so that it is the same recording. */
const STORY_CRISIS = Date.UTC(2026, 2, 2, 2)
const STORY_DAY_BEFORE = DAY
const STORY_AFTER = 10 * HOUR
const STORY_NAME = '示範故事：青禾酸奶'

type Found = Pick<RecordingRow, 'note' | 'tracks'> & { readonly posts: readonly PostInput[] }

export type FileInput = {
  readonly name: string
  readonly bytes: AsyncIterable<Uint8Array>
  readonly zone?: string | undefined
  /** of a file of cascades: how many from its beginning */
  readonly events?: number | undefined
}

/**
 * Keeps what a file holds as a recording: cascades as JSON lines, or whatever the importer knows.
 * @throws Refusal too-large, invalid where there is no post in it
 */
export async function recordFile(app: Watching, actor: Actor, input: FileInput): Promise<Recording> {
  permit(actor, 'replays.run')
  const bytes = await unpacked(await collect(input.bytes))
  const found = (await readCascades(bytes, input.events ?? 1)) ?? (await readOther(app, bytes, input))
  return keep(app, actor, { ...found, name: input.name, kind: 'file' })
}

/** A span of the organisation's own posts, or the story of the demonstration. @throws Refusal not-found, invalid */
export async function recordOwn(app: Watching, actor: Actor, input: NewRecording): Promise<Recording> {
  permit(actor, 'replays.run')
  if (input.kind === 'story') return recordStory(app, actor)
  const { trackId, from, to } = input
  if (from === undefined || to === undefined)
    throw new Refusal('invalid', { field: from === undefined ? 'from' : 'to' })
  const track = trackId === undefined ? undefined : await findTrack(app.db, actor.orgId, trackId)
  if (trackId !== undefined && !track) throw new Refusal('not-found', { field: 'trackId' })
  const span = { from: new Date(from), to: new Date(to) }
  const posts = await readOwnPosts(app.db, actor.orgId, span, trackId, MOST_POSTS + 1)
  const note = posts.length > MOST_POSTS ? { isCut: true } : {}
  const name = input.name ?? `${track?.name ?? ''} ${from.slice(0, 16)} – ${to.slice(0, 16)}`.trim()
  return keep(app, actor, { posts: posts.slice(0, MOST_POSTS), note, tracks: [], name, kind: 'posts' })
}

async function recordStory(app: Watching, actor: Actor): Promise<Recording> {
  const known = (await listRecordings(app.db, actor.orgId)).find(({ kind }) => kind === 'story')
  if (known) return recordingCard(known)
  const staged = storyBetween(STORY_CRISIS, STORY_CRISIS - STORY_DAY_BEFORE, STORY_CRISIS + STORY_AFTER)
  const posts = staged.map(({ post }) => post)
  return keep(app, actor, { posts, note: {}, tracks: [...TRACKS], name: STORY_NAME, kind: 'story' })
}

/** @throws Refusal not-found, wrong-state while a run plays it */
export async function removeRecording(app: App, actor: Actor, id: string): Promise<void> {
  permit(actor, 'replays.run')
  const now = app.clock.now()
  await inTransaction(app.db, async (trx) => {
    const recording = await findRecording(trx, actor.orgId, id)
    if (!recording) throw new Refusal('not-found')
    if (await isPlayed(trx, actor.orgId, id)) throw new Refusal('wrong-state', { reason: 'a run is playing it' })
    await markRemoved(trx, actor.orgId, id, now)
    const detail = { name: recording.name, posts: recording.posts }
    await recordAct(trx, now, actor, { verb: 'removeRecording', objectKind: 'recording', objectId: id, detail })
  })
}

export function recordingCard(row: RecordingRow): Recording {
  const { id, name, kind, note, madeByName, spanMs, posts } = row
  return {
    id,
    name,
    kind,
    note,
    madeByName,
    spanMs,
    posts,
    madeAt: row.madeAt.toISOString(),
    firstAt: row.firstAt.toISOString(),
  }
}

async function keep(
  app: App,
  actor: Actor,
  { posts, note, tracks, name, kind }: Found & Pick<RecordingRow, 'name' | 'kind'>,
): Promise<Recording> {
  if (posts.length === 0)
    throw new Refusal('invalid', { field: 'posts', reason: 'there is no post in it that can be played' })
  const now = app.clock.now()
  const tape = tapeOf(posts)
  const row: RecordingRow = {
    id: newId(now.getTime()),
    name: name.slice(0, 200),
    kind,
    note: { ...note, ...(tape.shortened > 0 ? { shortened: tape.shortened } : {}) },
    tracks,
    madeAt: now,
    madeBy: actorKey(actor),
    madeByName: actor.name,
    firstAt: tape.firstAt,
    spanMs: tape.span,
    posts: tape.posts.length,
  }
  await inTransaction(app.db, async (trx) => {
    await insertRecording(trx, actor.orgId, row)
    await insertParts(trx, actor.orgId, row.id, tape.posts)
    const detail = { name: row.name, kind, posts: row.posts }
    await recordAct(trx, now, actor, { verb: 'makeRecording', objectKind: 'recording', objectId: row.id, detail })
  })
  return recordingCard(row)
}

async function collect(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.length
    if (size > MOST_BYTES)
      throw new Refusal('too-large', { reason: `a recording has at most ${MOST_BYTES / 2 ** 20} MiB` })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

async function unpacked(bytes: Buffer): Promise<Buffer> {
  if (bytes.length < 2 || bytes.readUInt16BE(0) !== GZIP_MAGIC) return bytes
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: MOST_UNPACKED })
  } catch (error) {
    const isLarge = (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE'
    throw new Refusal(isLarge ? 'too-large' : 'invalid', {
      field: 'body',
      reason: 'the packed file cannot be unpacked',
    })
  }
}

/** @returns undefined where the first line is no cascade */
async function readCascades(bytes: Buffer, most: number): Promise<Found | undefined> {
  const events: RecordedEvent[] = []
  let refused = 0
  for await (const line of readLines(chunksOf(bytes), MOST_LINE_BYTES)) {
    const event = 'text' in line ? readEvent(parsed(line.text)) : undefined
    if (event) events.push(event)
    else if (events.length === 0) return undefined
    else refused++
    if (events.length >= most) break
  }
  if (events.length === 0) return undefined
  const timeline = layOut(events)
  const first = Math.min(...events.map(({ at }) => at))
  const posts = timeline.posts.slice(0, MOST_POSTS).map((timed) => postOf(timed, '', new Date(first + timed.offset)))
  const isCut = timeline.posts.length > MOST_POSTS
  const tracks = events.slice(0, MOST_TRACKS).flatMap(({ text, answers }) =>
    trackFor(
      text,
      answers.map((each) => each.text),
    ),
  )
  return {
    posts,
    tracks,
    note: {
      format: 'cascades',
      events: events.length,
      ...(refused > 0 ? { refused } : {}),
      ...(isCut ? { isCut } : {}),
    },
  }
}

/** Whatever the importer recognises, read from a file of its own for as long as that takes. */
async function readOther(app: App, bytes: Buffer, { name, zone }: FileInput): Promise<Found> {
  const folder = await mkdtemp(path.join(tmpdir(), 'weiji-recording-'))
  try {
    const file = path.join(folder, path.basename(name).replace(/[^\p{L}\p{N}._-]/gu, '_') || 'recording')
    await writeFile(file, bytes)
    const now = app.clock.now()
    const reading = await readFiles([file], { now, ...(zone === undefined ? {} : { zone }) })
    const posts: PostInput[] = []
    let refused = 0
    let isCut = false
    for await (const item of reading.items) {
      if ('refused' in item) refused++
      if (!('post' in item)) continue
      if (checkPosts([item.post], now).posts.length === 0) refused++
      else if (posts.length < MOST_POSTS) posts.push(item.post)
      else isCut = true
    }
    const [largest] = [...posts].sort((a, b) => sizeOf(b) - sizeOf(a))
    const tracks = largest
      ? trackFor(
          largest.text,
          posts.map(({ text }) => text),
        )
      : []
    const format = reading.format?.id
    return {
      posts,
      tracks,
      note: { ...(format ? { format } : {}), ...(refused > 0 ? { refused } : {}), ...(isCut ? { isCut } : {}) },
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function sizeOf({ reposts = 0, comments = 0, likes = 0 }: PostInput): number {
  return reposts + comments + likes
}

/** A track that would see it, for a fresh organisation that has none. */
function trackFor(text: string, answers: readonly string[]): RecordingRow['tracks'] {
  const expression = expressionFrom(text, answers)
  return expression === undefined ? [] : [{ name: nameFrom(text), expression, text }]
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  const size = 2 ** 20
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
