import { HOUR } from '../base/clock.ts'
import type { CountEntry } from './counting.ts'

/** Bits of `posts.marks`, in the order of POST_MARKS. */
export const EDITED = 1
export const DELETED = 2
export const CORRECTED = 4

/** What somebody saw of a post at one moment. */
export type Sighting = {
  readonly title: string
  readonly text: string
  readonly reposts: number
  readonly comments: number
  readonly likes: number
  /** which of reposts (1), comments (2) and likes (4) were said at all */
  readonly given: number
  readonly edits: number | null
  readonly isDeleted: boolean
  readonly seenAt: Date
}
export type Counts = { readonly reposts: number; readonly comments: number; readonly likes: number }
/** The post as it stands, and when that was seen first. */
export type Known = Counts & {
  readonly title: string
  readonly text: string
  readonly seenAt: Date
  readonly marks: number
  /** as its source said last */
  readonly edits: number | null
  /** the newest counts that were kept; null: none yet beside its own */
  readonly observed: (Counts & { readonly seenAt: Date }) | null
}
export type Change = {
  /** another text; `isEdit`: its author changed it, rather than that we see more of it */
  readonly wording: { readonly title: string; readonly text: string; readonly isEdit: boolean } | null
  /** the newest counts */
  readonly counts: Counts | null
  /** worth a row of its own */
  readonly isObserved: boolean
  readonly isGone: boolean
  /** seen before what is known: it belongs to the history and changes nothing now */
  readonly isOlder: boolean
}

const NOTHING: Change = { wording: null, counts: null, isObserved: false, isGone: false, isOlder: false }
/** Counts are kept where one of them changed by so much, or after so long. */
const WORTH_SHARE = 0.1
const WORTH_MS = HOUR
/** Lists of platforms show the beginning of a long text only. */
const CUT = /(?:\.{3}|…+|\.{3}全文|…全文|展开全文|展開全文|全文|展开|展開)\s*$/

/** What a sighting adds to what is known of a post. Nothing that was left unsaid changes anything: no text is no deletion of the text. */
export function changeOf(known: Known, seen: Sighting): Change {
  // What stands there then is the platform's own note.
  if (seen.isDeleted) return { ...NOTHING, isGone: (known.marks & DELETED) === 0 }
  const isOlder = seen.seenAt < known.seenAt
  const counts = countsOf(known, seen)
  return {
    wording: wordingOf(known, seen),
    counts,
    isObserved: counts !== null && isWorth(known, counts, seen.seenAt),
    isGone: false,
    isOlder,
  }
}

function countsOf(known: Known, { given, reposts, comments, likes }: Sighting): Counts | null {
  const counts = {
    reposts: given & 1 ? reposts : known.reposts,
    comments: given & 2 ? comments : known.comments,
    likes: given & 4 ? likes : known.likes,
  }
  return isSame(counts, known) ? null : counts
}

function isWorth({ observed, ...known }: Known, counts: Counts, at: Date): boolean {
  const last = observed ?? known
  if (Math.abs(at.getTime() - last.seenAt.getTime()) >= WORTH_MS) return true
  const grew = (name: keyof Counts): boolean =>
    Math.abs(counts[name] - last[name]) >= WORTH_SHARE * Math.max(1, last[name])
  return grew('reposts') || grew('comments') || grew('likes')
}

function wordingOf(known: Known, seen: Sighting): Change['wording'] {
  const title = seen.title.trim() === '' ? known.title : seen.title
  const text = seen.text.trim() === '' ? known.text : seen.text
  const saysEdited = seen.edits !== null && seen.edits > (known.edits ?? 0)
  if (squeezed(title) === squeezed(known.title)) {
    if (squeezed(text) === squeezed(known.text) || isCut(text, known.text)) {
      return saysEdited ? { title: known.title, text: known.text, isEdit: true } : null
    }
    if (isCut(known.text, text)) return { title, text, isEdit: saysEdited }
  }
  return { title, text, isEdit: true }
}

/** Whether the first is the beginning of the second, cut off with a sign that says so. */
function isCut(beginning: string, whole: string): boolean {
  const bare = beginning.replace(CUT, '')
  return bare.length < beginning.length && squeezed(whole).startsWith(squeezed(bare)) && whole.length > bare.length
}

/** Crawlers differ in spaces and line breaks. */
function squeezed(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function isSame(a: Counts, b: Counts): boolean {
  return a.reposts === b.reposts && a.comments === b.comments && a.likes === b.likes
}

/** Takes a post out of the counts of some tracks and puts it, judged anew, into those of others; what stays as it was is left out. */
export function exchange(
  before: readonly string[],
  after: readonly string[],
  post: { readonly postedAt: Date; readonly platform: number; readonly kind: number },
  was: number | null,
  is: number | null,
): CountEntry[] {
  const same = was === is ? new Set(before.filter((id) => after.includes(id))) : new Set<string>()
  const out = before
    .filter((id) => !same.has(id))
    .map((trackId) => ({ trackId, of: { ...post, sentiment: was }, by: -1 as const }))
  const into = after.filter((id) => !same.has(id)).map((trackId) => ({ trackId, of: { ...post, sentiment: is } }))
  return [...out, ...into]
}
