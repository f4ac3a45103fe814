import { actorKey } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import { permit } from '../access/permit.ts'
import { checkName } from '../access/texts.ts'
import type { Actor } from '../app.ts'
import { DAY } from '../base/clock.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { checkLexicon } from '../text/lexicon.ts'
import { compileTracks } from '../text/match.ts'
import { selectCardsByIds } from './card-store.ts'
import { listHitPosts } from './lexicon-hit-store.ts'
import type {
  Lexicon,
  LexiconChange,
  LexiconChecked,
  LexiconCheckInput,
  LexiconCounts,
  LexiconPage,
  LexiconPosts,
  LexiconWord,
  NewLexicon,
} from './lexicon-schema.ts'
import {
  findLexiconWords,
  insertLexicon,
  insertLexiconVersion,
  listLexiconCards,
  listLexiconVersions,
  lockLexicon,
  lockLexiconNames,
  setLexiconRetired,
} from './lexicon-store.ts'
import { countSearch } from './search-actions.ts'
import { placeText, readPlaceText } from './search-query.ts'
import type { Watching } from './watching.ts'

/** Every list is one more series of every track, which is read every five minutes. */
const MOST_LEXICONS = 40
const COUNTED_DAYS = 30

/**
 * Makes a list; it applies to posts from now on.
 * @throws Refusal expression-invalid (field names the row), name-taken, too-large
 */
export async function makeLexicon(app: Watching, actor: Actor, input: NewLexicon): Promise<Lexicon> {
  permit(actor, 'lexicons.edit')
  const name = checkName(input.name, 'name')
  const words = checkWords(app, input.words)
  const at = app.clock.now()
  const id = newId(at.getTime())
  await inTransaction(app.db, async (trx) => {
    const others = await lockLexiconNames(trx, actor.orgId)
    if (others.length >= MOST_LEXICONS) throw new Refusal('too-large', { reason: `at most ${MOST_LEXICONS} lexicons` })
    checkFree(others, name)
    await insertLexicon(trx, actor.orgId, id, at, actorKey(actor))
    await insertLexiconVersion(
      trx,
      actor.orgId,
      versionBy(actor, at, { id, version: 1, name, words, reason: input.reason }),
    )
    await recordAct(trx, at, actor, actOn(id, 'makeLexicon', { name, words: words.length, version: 1 }))
  })
  return getCard(app, actor.orgId, id)
}

/**
 * The next version, for posts from now on. The same words again change nothing.
 * @throws Refusal changed-meanwhile when somebody was faster, wrong-state when it is retired, and as makeLexicon
 */
export async function changeLexicon(app: Watching, actor: Actor, id: string, input: LexiconChange): Promise<Lexicon> {
  permit(actor, 'lexicons.edit')
  const name = checkName(input.name, 'name')
  const words = checkWords(app, input.words)
  const at = app.clock.now()
  await inTransaction(app.db, async (trx) => {
    const others = await lockLexiconNames(trx, actor.orgId)
    const now = await lockLive(trx, actor.orgId, id)
    if (now.version !== input.version) throw new Refusal('changed-meanwhile', { field: 'version' })
    checkFree(
      others.filter((other) => other.id !== id),
      name,
    )
    const before = await findLexiconWords(trx, actor.orgId, id, now.version)
    if (before?.name === name && JSON.stringify(wordsOf(before.words)) === JSON.stringify(words)) return
    const version = now.version + 1
    await insertLexiconVersion(
      trx,
      actor.orgId,
      versionBy(actor, at, { id, version, name, words, reason: input.reason }),
    )
    const { added, removed } = difference(before?.words ?? [], words)
    await recordAct(
      trx,
      at,
      actor,
      actOn(id, 'changeLexicon', { name, words: words.length, version, added, removed, reason: input.reason ?? '' }),
    )
  })
  return getCard(app, actor.orgId, id)
}

/** It is looked for no more; what it has found stays. */
export async function retireLexicon(app: Watching, actor: Actor, id: string): Promise<Lexicon> {
  permit(actor, 'lexicons.edit')
  const at = app.clock.now()
  await inTransaction(app.db, async (trx) => {
    const { version } = await lockLive(trx, actor.orgId, id)
    await setLexiconRetired(trx, actor.orgId, id, at, actorKey(actor))
    await recordAct(trx, at, actor, actOn(id, 'retireLexicon', { version }))
  })
  return getCard(app, actor.orgId, id)
}

/** @throws Refusal not-found */
export async function getLexiconPage(app: Watching, actor: Actor, id: string): Promise<LexiconPage> {
  permit(actor, 'posts.read')
  return lexiconPageOf(app, actor.orgId, id)
}

/** For whoever was permitted already. @throws Refusal `not-found` */
export async function lexiconPageOf(app: Watching, orgId: string, id: string): Promise<LexiconPage> {
  const lexicon = await getCard(app, orgId, id)
  const found = await findLexiconWords(app.db, orgId, id, lexicon.version)
  return { lexicon, words: found?.words ?? [], versions: await listLexiconVersions(app.db, orgId, id) }
}

/** What is wrong with words that are not saved, which of them are the same, and what they find in a text. */
export function tryLexicon(app: Watching, actor: Actor, { words, text = '' }: LexiconCheckInput): LexiconChecked {
  permit(actor, 'posts.read')
  const { errors, same } = checkLexicon(app.judges.fold, words)
  const sources = words.map(({ expression }, row) => ({ id: String(row), expression }))
  const found = text === '' ? new Map() : compileTracks(app.judges.fold, sources).matcher.explain(text)
  return {
    errors: [...errors].map(([row, { code, at }]) => ({ row, code, at })),
    same: [...same].map(([row, as]) => ({ row, as })),
    hits: [...found].map(([row, reasons]) => ({
      row,
      marks: reasons.map(({ start, end }: { start: number; end: number }) => ({ start, end })),
    })),
  }
}

/** In how many stored posts of the last 30 days each expression stands, whatever their track. @throws as searchPosts */
export async function countExpressions(
  app: Watching,
  actor: Actor,
  expressions: readonly string[],
  signal?: AbortSignal,
): Promise<LexiconCounts> {
  permit(actor, 'posts.read')
  const from = new Date(app.clock.now().getTime() - COUNTED_DAYS * DAY).toISOString()
  const all = await countSearch(app, actor, { from, steps: 1 }, signal)
  const counts: LexiconCounts = []
  // One after another: a page of words must not take all threads of the search.
  for (const expression of expressions) {
    const { posts, isExact } = await countSearch(app, actor, { expression, from, steps: 1 }, signal)
    counts.push({ posts, outOf: all.posts, isExact })
  }
  return counts
}

/** The newest posts of tracks that hold a word. @throws Refusal not-found, invalid */
export async function listLexiconPosts(
  app: Watching,
  actor: Actor,
  id: string,
  { before, limit = 20 }: { readonly before?: string; readonly limit?: number },
): Promise<LexiconPosts> {
  permit(actor, 'posts.read')
  await getCard(app, actor.orgId, id)
  const place = before === undefined ? undefined : readPlaceText(before)
  if (place === null) throw new Refusal('invalid', { field: 'before' })
  const refs = await listHitPosts(app.db, actor.orgId, id, place && { at: new Date(place.at), id: place.id }, limit + 1)
  const shown = refs.slice(0, limit)
  const posts = await selectCardsByIds(
    app.db,
    actor.orgId,
    shown.map((ref) => ref.id),
  )
  const last = shown.at(-1)
  const next = refs.length > limit && last ? placeText({ at: last.at.getTime(), id: last.id }) : null
  return { posts, next }
}

function checkWords(app: Watching, given: readonly LexiconWord[]): LexiconWord[] {
  const words = wordsOf(given)
  const [error] = checkLexicon(app.judges.fold, words).errors
  if (!error) return words
  const [row, { code, at }] = error
  throw new Refusal('expression-invalid', {
    field: `words/${row}/expression`,
    reason: `words/${row}: ${code} at ${at}`,
    values: { code, at },
  })
}

function wordsOf(words: readonly LexiconWord[]): LexiconWord[] {
  return words.map(({ expression, weight }) => ({ expression: expression.trim(), weight }))
}

function difference(before: readonly LexiconWord[], after: readonly LexiconWord[]) {
  const key = ({ expression, weight }: LexiconWord): string => `${weight} ${expression}`
  const [had, has] = [new Set(before.map(key)), new Set(after.map(key))]
  return {
    added: [...has].filter((each) => !had.has(each)).length,
    removed: [...had].filter((each) => !has.has(each)).length,
  }
}

function checkFree(others: readonly { readonly name: string }[], name: string): void {
  if (others.some((other) => other.name === name)) throw new Refusal('name-taken', { field: 'name' })
}

type Made = { readonly id: string; readonly version: number; readonly name: string; readonly words: LexiconWord[] }

function versionBy(actor: Actor, madeAt: Date, made: Made & { readonly reason?: string | undefined }) {
  const { id: lexiconId, version, name, words, reason = '' } = made
  return { lexiconId, version, name, words, reason, madeAt, madeBy: actorKey(actor), madeByName: actor.name }
}

export async function lockLive(trx: Trx, orgId: string, id: string): Promise<{ version: number }> {
  const lexicon = await lockLexicon(trx, orgId, id)
  if (!lexicon) throw new Refusal('not-found')
  if (lexicon.isRetired) throw new Refusal('wrong-state', { reason: 'this lexicon is retired' })
  return lexicon
}

async function getCard(app: Watching, orgId: string, id: string): Promise<Lexicon> {
  const [card] = await listLexiconCards(app.db, orgId, app.clock.now(), id)
  if (!card) throw new Refusal('not-found')
  return card
}

function actOn(objectId: string, verb: string, detail: Record<string, unknown>) {
  return { verb, objectKind: 'lexicon', objectId, detail }
}
