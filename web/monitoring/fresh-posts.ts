import type { PostCard } from '../../server/monitoring/schema.ts'

/** So many wait at most; above it the page is asked for anew when they are to be shown. */
const MOST_WAITING = 300
const MOST_SHOWN = 2000

/** What came after the list was asked for: shown at its top, or waiting to be. */
type Fresh = { readonly shown: readonly PostCard[]; readonly waiting: readonly PostCard[]; readonly count: number }
type Step =
  | { readonly do: 'come'; readonly posts: readonly PostCard[]; readonly count: number; readonly atTop: boolean }
  | { readonly do: 'show' }
  | { readonly do: 'forget' }
export const NOTHING: Fresh = { shown: [], waiting: [], count: 0 }

/** One step of the list's life: posts came, the waiting ones are shown, or all is forgotten because the list was asked for anew. */
export function step(state: Fresh, act: Step): Fresh {
  if (act.do === 'forget') return NOTHING
  if (act.do === 'show')
    return { shown: [...state.waiting, ...state.shown].slice(0, MOST_SHOWN), waiting: [], count: 0 }
  if (act.atTop && state.count === 0) {
    return { ...state, shown: [...act.posts, ...state.shown].slice(0, MOST_SHOWN) }
  }
  const waiting = [...act.posts, ...state.waiting].slice(0, MOST_WAITING)
  return { ...state, waiting, count: state.count + act.count }
}
