/** What counting and filtering need of the posts of one segment, column by column; documents are ordered by time, then id. */
export type Columns = {
  readonly docs: number
  /** posted, in ms */
  readonly at: Float64Array
  /** positions in `names.marks`: there are few combinations of platform, kind, sentiment and so on, and counting by one number is cheap */
  readonly marks: Uint16Array
  /** -1 where unknown */
  readonly followers: Int32Array
  /** positions in `names.regions`, `names.sources` */
  readonly region: Uint32Array
  readonly source: Uint32Array
  /** document n has the tracks `tracks[trackEnd[n - 1] … trackEnd[n])`, positions in `names.tracks` */
  readonly trackEnd: Uint32Array
  readonly tracks: Uint16Array
  /** first key of each block of postings */
  readonly firstKeys: Float64Array
  readonly names: Names
}
/** What a document takes in memory, without its tracks. */
export const DOC_BYTES = 8 + 2 + 4 * 4
export type Names = {
  /** see `markOf` */
  readonly marks: readonly number[]
  readonly regions: readonly string[]
  readonly sources: readonly string[]
  readonly tracks: readonly string[]
}

export type Marked = {
  readonly platform: number
  readonly kind: number
  readonly sentiment: number | null
  readonly emotion: number
  readonly language: number
  readonly isVerified: boolean
}

/** Stands for no sentiment: there is no text to judge. */
export const UNJUDGED = 3

/** Eight bits for the platform, four for kind, emotion and language, two for the sentiment, one for verified. */
export function markOf({ platform, kind, sentiment, emotion, language, isVerified }: Marked): number {
  const feeling = (sentiment ?? UNJUDGED) << 8
  return platform | feeling | (kind << 10) | (emotion << 14) | (language << 18) | (Number(isVerified) << 22)
}
export const platformOf = (mark: number): number => mark & 255
export const sentimentOf = (mark: number): number => (mark >>> 8) & 3
export const kindOf = (mark: number): number => (mark >>> 10) & 15
export const emotionOf = (mark: number): number => (mark >>> 14) & 15
export const languageOf = (mark: number): number => (mark >>> 18) & 15
export const isVerifiedMark = (mark: number): boolean => ((mark >>> 22) & 1) === 1

const ARRAYS = ['firstKeys', 'marks', 'followers', 'region', 'source', 'trackEnd', 'tracks'] as const
type ArrayName = (typeof ARRAYS)[number]
const MAKERS: { readonly [K in ArrayName]: (buffer: ArrayBuffer, offset: number, length: number) => Columns[K] } = {
  firstKeys: (...part) => new Float64Array(...part),
  marks: (...part) => new Uint16Array(...part),
  followers: (...part) => new Int32Array(...part),
  region: (...part) => new Uint32Array(...part),
  source: (...part) => new Uint32Array(...part),
  trackEnd: (...part) => new Uint32Array(...part),
  tracks: (...part) => new Uint16Array(...part),
}

/**
 * All but the times, which are stored apart, as bytes: the length of the head, the head as JSON, then the arrays, each at a multiple of
 * eight bytes.
 */
export function encodeColumns(columns: Columns): Uint8Array {
  const lengths = ARRAYS.map((name) => columns[name].length)
  const head = new TextEncoder().encode(JSON.stringify({ docs: columns.docs, lengths, names: columns.names }))
  const start = aligned(4 + head.length)
  const size = ARRAYS.reduce((sum, name) => sum + aligned(columns[name].byteLength), start)
  const bytes = new Uint8Array(size)
  new DataView(bytes.buffer).setUint32(0, head.length, true)
  bytes.set(head, 4)
  let at = start
  for (const name of ARRAYS) {
    const { buffer, byteOffset, byteLength } = columns[name]
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at)
    at += aligned(byteLength)
  }
  return bytes
}

/** @param bytes which begin a buffer of their own */
export function decodeColumns(at: Float64Array, bytes: Uint8Array<ArrayBuffer>): Columns {
  const length = new DataView(bytes.buffer).getUint32(0, true)
  const { docs, lengths, names } = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as {
    docs: number
    lengths: number[]
    names: Names
  }
  let place = aligned(4 + length)
  const take = <K extends ArrayName>(name: K): Columns[K] => {
    const array = MAKERS[name](bytes.buffer, place, lengths[ARRAYS.indexOf(name)] ?? 0)
    place += aligned(array.byteLength)
    return array
  }
  // In the order of ARRAYS, in which they lie.
  return {
    docs,
    at,
    firstKeys: take('firstKeys'),
    marks: take('marks'),
    followers: take('followers'),
    region: take('region'),
    source: take('source'),
    trackEnd: take('trackEnd'),
    tracks: take('tracks'),
    names,
  }
}

/** Gives names their positions, in the order in which they first come. */
export function namer<T extends string | number>(): { readonly names: T[]; codeOf(name: T): number } {
  const codes = new Map<T, number>()
  const names: T[] = []
  const codeOf = (name: T): number => {
    const known = codes.get(name)
    if (known !== undefined) return known
    codes.set(name, names.length)
    return names.push(name) - 1
  }
  return { names, codeOf }
}

function aligned(size: number): number {
  return (size + 7) & ~7
}
