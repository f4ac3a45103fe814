import { scan } from '../text/automaton.ts'
import { emptyFolded, type Fold, type Folded, foldText, joinWords, STOP } from '../text/fold.ts'
import { type CompiledTracks, compileTracks, matchJoined, matchText, startMatching } from '../text/match.ts'
import { markOf } from './search-columns.ts'
import { compareDocuments, type SearchDocument } from './search-document.ts'
import { authorTest, holdsSought, type Sought } from './search-sought.ts'

/** Posts of one batch that no segment holds yet: folded and joined once, then looked at by every search. Never changed. */
export type TailBatch = {
  readonly documents: readonly SearchDocument[]
  /** see markOf */
  readonly marks: Uint32Array
  /** all their texts, one behind the other with a stop between, so that one walk finds the few worth a closer look */
  readonly units: Uint16Array
  /** where each text ends in `units` */
  readonly ends: Uint32Array
}
export type TailDocument = { readonly document: SearchDocument; readonly mark: number }
/** What was found in a batch is kept: figures ask what the page has just asked, and batches stay for seconds. */
export type KnownTail = WeakMap<TailBatch, readonly TailDocument[]>

/** Where characters come from in the original matters to nobody here. */
const NOWHERE = new Int32Array(0)

export function tailFolder(fold: Fold): (documents: readonly SearchDocument[]) => TailBatch {
  const [raw, joined] = [emptyFolded(), emptyFolded()]
  return (documents) => {
    const ends = new Uint32Array(documents.length)
    let units = new Uint16Array(documents.reduce((sum, { text }) => sum + text.length + 1, 0))
    let length = 0
    for (const [i, { text }] of documents.entries()) {
      foldText(fold, fold.fuzzy, text, raw)
      joinWords(fold, raw, joined)
      // A few characters become several (㎏).
      if (length + joined.length + 1 > units.length) units = larger(units, (length + joined.length + 1) * 2)
      units.set(joined.units.subarray(0, joined.length), length)
      length += joined.length
      ends[i] = length
      units[length++] = STOP
    }
    return { documents, marks: Uint32Array.from(documents, markOf), units: units.slice(0, length), ends }
  }
}

/** What decides about a post by reading it. */
export type Reader = {
  /** those of a batch that hold */
  readonly find: (batch: TailBatch) => TailDocument[]
  /** of a post of which the index has decided all that it can: the words and the author's name */
  readonly holdsText: (post: { text: string; authorId: string; authorName: string }) => boolean
}

export function readerOf(fold: Fold, sought: Sought): Reader {
  const { expression, author } = sought
  const matcher = expression === undefined ? undefined : compiled(fold, expression)
  const isAuthor = author === undefined ? () => true : authorTest(fold, author)
  const holdsRest = holdsSought(fold, sought)
  const hasWords = matcher ? wordReader(matcher) : () => true
  const findWords = matcher ? wordFinder(matcher) : undefined
  return {
    find: (batch) => {
      const places = findWords ? findWords(batch) : batch.documents.keys()
      const found: TailDocument[] = []
      for (const place of places) {
        const [document, mark] = [batch.documents[place] as SearchDocument, batch.marks[place] as number]
        if (holdsRest(document, mark)) found.push({ document, mark })
      }
      return found
    },
    holdsText: (post) => isAuthor(post) && hasWords(post.text),
  }
}

/** Those that hold, in no order. @param known of this very question; what is found anew is added */
export function findInTail(tail: readonly TailBatch[], { find }: Reader, known: KnownTail): TailDocument[] {
  return tail.flatMap((batch) => {
    const found = known.get(batch) ?? find(batch)
    known.set(batch, found)
    return found
  })
}

export function newestFirst(found: readonly TailDocument[]): SearchDocument[] {
  return found.map(({ document }) => document).sort((a, b) => compareDocuments(b, a))
}

function compiled(fold: Fold, expression: string): CompiledTracks {
  return compileTracks(fold, [{ id: 'sought', expression }]).matcher
}

function wordReader(matcher: CompiledTracks): (text: string) => boolean {
  const matching = startMatching(matcher)
  const { fold } = matcher
  const room = emptyFolded()
  return (text) => {
    foldText(fold, fold.fuzzy, text, room)
    return matchText(matching, text, room).length > 0
  }
}

/** Places of the documents of a batch in which the words hold. */
function wordFinder(matcher: CompiledTracks): (batch: TailBatch) => number[] {
  const matching = startMatching(matcher)
  return ({ documents, units, ends }) =>
    candidates(matcher, units, ends).filter((place) => {
      const own = units.subarray(place === 0 ? 0 : (ends[place - 1] as number) + 1, ends[place])
      const text = documents[place]?.text ?? ''
      return matchJoined(matching, text, { units: own, at: NOWHERE, length: own.length }).length > 0
    })
}

/** Documents that hold any of the words; a text without one never matches. Words to be taken exactly are sought in each text itself. */
function candidates({ folded, exact, fold }: CompiledTracks, units: Uint16Array, ends: Uint32Array): number[] {
  if (exact || !folded) return [...ends.keys()]
  const found: number[] = []
  let place = 0
  let last = -1
  const whole: Folded = { units, at: NOWHERE, length: units.length }
  scan(folded, fold, whole, (_word, _start, end) => {
    while ((ends[place] as number) < end) place++
    if (place !== last) found.push(place)
    last = place
  })
  return found
}

function larger(units: Uint16Array, length: number): Uint16Array<ArrayBuffer> {
  const result = new Uint16Array(length)
  result.set(units)
  return result
}
