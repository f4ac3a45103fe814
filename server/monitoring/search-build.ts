import { emptyFolded, type Fold, foldText, joinWords } from '../text/fold.ts'
import { collectGrams, collectNameGrams, emptyGrams, type Grams, markKey } from '../text/grams.ts'
import { type Columns, markOf, namer } from './search-columns.ts'
import {
  AUTHOR_MARK,
  BATCH_MARK,
  compareDocuments,
  ID_BYTES,
  LEXICON_MARK,
  ROOT_MARK,
  type SearchDocument,
  TRACK_MARK,
  writeId,
} from './search-document.ts'
import { gramTable } from './search-gram-table.ts'
import { blockWriter } from './search-postings.ts'

export type BuiltSegment = {
  readonly columns: Columns
  /** 16 bytes a document */
  readonly ids: Uint8Array
  readonly blocks: readonly Uint8Array[]
}

/** Makes a segment of posts; they are put in order here. */
export function buildSegment(fold: Fold, given: readonly SearchDocument[]): BuiltSegment {
  const documents = given.toSorted(compareDocuments)
  const table = gramTable()
  const grams = emptyGrams()
  const collect = collector(fold)
  for (const document of documents) {
    grams.length = 0
    collect(document, grams)
    table.add(grams)
  }
  const blocks: Uint8Array[] = []
  const firstKeys: number[] = []
  const writer = blockWriter((block, firstKey) => {
    blocks.push(block)
    firstKeys.push(firstKey)
  })
  table.write(writer.add)
  writer.end()
  const ids = new Uint8Array(documents.length * ID_BYTES)
  for (const [i, { id }] of documents.entries()) writeId(id, ids, i * ID_BYTES)
  return { columns: columnsOf(documents, Float64Array.from(firstKeys)), ids, blocks }
}

function collector(fold: Fold): (document: SearchDocument, into: Grams) => void {
  const [raw, joined] = [emptyFolded(), emptyFolded()]
  // Few sources, tracks and batches recur all the time; hashing their names anew would cost a tenth of the work.
  const marks = new Map<string, number>()
  const keep = (mark: string): number => {
    const key = marks.get(mark) ?? markKey(mark)
    marks.set(mark, key)
    return key
  }
  return ({ text, authorName, authorId, trackIds, lexiconIds, batchId, rootId }, into) => {
    foldText(fold, fold.fuzzy, text, raw)
    joinWords(fold, raw, joined)
    collectGrams(fold, joined, into)
    foldText(fold, fold.fuzzy, authorName, raw)
    joinWords(fold, raw, joined)
    collectNameGrams(joined, into)
    const own = [keep(BATCH_MARK(batchId)), ...trackIds.map((id) => keep(TRACK_MARK(id)))]
    for (const id of lexiconIds) own.push(keep(LEXICON_MARK(id)))
    if (rootId !== null) own.push(markKey(ROOT_MARK(rootId)))
    if (authorId !== '') own.push(markKey(AUTHOR_MARK(authorId)))
    if (into.keys.length < into.length + own.length) {
      const larger = new Float64Array((into.length + own.length) * 2)
      larger.set(into.keys)
      into.keys = larger
    }
    for (const key of own) into.keys[into.length++] = key
  }
}

function columnsOf(documents: readonly SearchDocument[], firstKeys: Float64Array): Columns {
  const [regions, sources, tracks, marks] = [namer<string>(), namer<string>(), namer<string>(), namer<number>()]
  const of = (value: (document: SearchDocument) => number): Iterable<number> => documents.map(value)
  const trackEnd = new Uint32Array(documents.length)
  const codes: number[] = []
  for (const [i, { trackIds }] of documents.entries()) {
    for (const id of trackIds) codes.push(tracks.codeOf(id))
    trackEnd[i] = codes.length
  }
  return {
    docs: documents.length,
    at: Float64Array.from(of(({ at }) => at)),
    marks: Uint16Array.from(of((document) => marks.codeOf(markOf(document)))),
    followers: Int32Array.from(of(({ followers }) => followers ?? -1)),
    region: Uint32Array.from(of(({ region }) => regions.codeOf(region))),
    source: Uint32Array.from(of(({ source }) => sources.codeOf(source))),
    trackEnd,
    tracks: Uint16Array.from(codes),
    firstKeys,
    names: { marks: marks.names, regions: regions.names, sources: sources.names, tracks: tracks.names },
  }
}
