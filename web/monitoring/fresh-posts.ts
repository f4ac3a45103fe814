import type { PostCard } from '../../server/monitoring/schema.ts'

/** So many wait at most; above it the page is asked for anew when they are to be shown. */
const MOST_WAITING = 300
const MOST_SHOWN = 2000

/** What came after the list was asked for: shown at its top, or waiting to be. */
type Fresh = {
  readonly shown: readonly PostCard[]
  readonly waiting: readonly PostCard[]
  readonly count: number
  /** below the newest some are not in the list: they came faster than they were told, or the list grew too long */
  readonly isCut: boolean
  /** and whoever reads has to be told, for the list cannot be renewed under their eyes */
  readonly isLate: boolean
}
type Step =
  | { readonly do: 'come'; readonly posts: readonly PostCard[]; readonly count: number; readonly atTop: boolean }
  | { readonly do: 'cut' }
  | { readonly do: 'late' }
  | { readonly do: 'show' }
  | { readonly do: 'reset' }
  | { readonly do: 'forget'; readonly from: string | undefined }
export const NOTHING: Fresh = { shown: [], waiting: [], count: 0, isCut: false, isLate: false }

/**
 * One step of the list's life: posts came, the waiting ones are shown, or those from `from` on are forgotten because the list was asked for
 * anew; the ones before it came meanwhile and stay.
 */
export function step(state: Fresh, act: Step): Fresh {
  if (act.do === 'forget') return { ...NOTHING, shown: newerThan(act.from, [...state.waiting, ...state.shown]) }
  if (act.do === 'reset') return NOTHING
  if (act.do === 'cut') return { ...state, isCut: true }
  if (act.do === 'late') return { ...state, isLate: state.isCut }
  if (act.do === 'show') return { ...listed(state, state.waiting), waiting: [], count: 0 }
  if (act.atTop && state.count === 0) return listed(state, act.posts, act.count > act.posts.length)
  const waiting = [...act.posts, ...state.waiting].slice(0, MOST_WAITING)
  return { ...state, waiting, count: state.count + act.count }
}

function newerThan(id: string | undefined, posts: readonly PostCard[]): readonly PostCard[] {
  if (id === undefined) return posts
  return posts.slice(
    0,
    Math.max(
      0,
      posts.findIndex((post) => post.id === id),
    ),
  )
}

function listed(state: Fresh, posts: readonly PostCard[], isCut = false): Fresh {
  const all = [...posts, ...state.shown]
  return { ...state, shown: all.slice(0, MOST_SHOWN), isCut: state.isCut || isCut || all.length > MOST_SHOWN }
}
