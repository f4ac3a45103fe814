import { emptyFolded, type Fold, type Folded, foldText } from '../text/fold.ts'
import { type CompiledTracks, compileTracks, matchText, startMatching } from '../text/match.ts'
import { markOf } from './search-columns.ts'
import { compareDocuments, type SearchDocument } from './search-document.ts'
import { authorTest, holdsSought, type Sought } from './search-sought.ts'

/** A post that no segment holds yet: folded once, then looked at by every search. */
export type TailDocument = { readonly document: SearchDocument; readonly mark: number; readonly folded: Folded }

/** Where characters come from in the original matters to nobody here. */
const NOWHERE = new Int32Array(65_536)

export function tailFolder(fold: Fold): (document: SearchDocument) => TailDocument {
  const room = emptyFolded()
  return (document) => {
    foldText(fold, fold.fuzzy, document.text, room)
    const at = room.length <= NOWHERE.length ? NOWHERE : new Int32Array(room.length)
    return {
      document,
      mark: markOf(document),
      folded: { units: room.units.slice(0, room.length), at, length: room.length },
    }
  }
}

/** What decides about a post by reading it. */
export type Reader = {
  /** of a post that no segment holds */
  readonly holds: (tail: TailDocument) => boolean
  /** of a post of which the index has decided all that it can: the words and the author's name */
  readonly holdsText: (post: { text: string; authorId: string; authorName: string }) => boolean
}

export function readerOf(fold: Fold, sought: Sought): Reader {
  const { expression, author } = sought
  const hasWords = expression === undefined ? () => true : wordReader(compiled(fold, expression))
  const isAuthor = author === undefined ? () => true : authorTest(fold, author)
  const holdsRest = holdsSought(fold, sought)
  const room = emptyFolded()
  return {
    holds: ({ document, mark, folded }) => holdsRest(document, mark) && hasWords(document.text, folded),
    holdsText: ({ text, authorId, authorName }) => {
      if (!isAuthor({ authorId, authorName })) return false
      foldText(fold, fold.fuzzy, text, room)
      return hasWords(text, room)
    },
  }
}

/** Those that hold, newest first. */
export function findInTail(tail: Iterable<TailDocument>, { holds }: Reader): TailDocument[] {
  const found: TailDocument[] = []
  for (const each of tail) if (holds(each)) found.push(each)
  return found.sort((a, b) => compareDocuments(b.document, a.document))
}

function compiled(fold: Fold, expression: string): CompiledTracks {
  return compileTracks(fold, [{ id: 'sought', expression }]).matcher
}

function wordReader(matcher: CompiledTracks): (text: string, folded: Folded) => boolean {
  const matching = startMatching(matcher)
  return (text, folded) => matchText(matching, text, folded).length > 0
}
