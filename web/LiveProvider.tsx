import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react'
import { type LiveMessage, type LiveState, openLive } from './live.ts'

/** Told to listeners when the stream was interrupted: what they did not hear they have to ask for. */
export const GAP = 'gap'

type Hear = (body: unknown) => void
type LiveValue = {
  readonly state: LiveState
  /** @returns stops listening */
  readonly on: (kind: string, hear: Hear) => () => void
}

const LiveContext = createContext<LiveValue>({ state: 'connecting', on: () => () => {} })

/** One stream of events for everything inside. After a gap all that is shown is asked for again: events may have been missed. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient()
  const [state, setState] = useState<LiveState>('connecting')
  const listeners = useRef(new Map<string, Set<Hear>>())
  useEffect(() => {
    const hear = ({ kind, body }: LiveMessage) => {
      for (const each of listeners.current.get(kind) ?? []) each(body)
    }
    return openLive({
      hear,
      state: (next, missed) => {
        setState(next)
        // A long list of posts knows better how to catch up than to ask for all of itself again.
        if (missed || next === 'signed-out')
          void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'posts' })
        if (missed) hear({ id: '', kind: GAP, body: {} })
      },
    })
  }, [queries])
  const value = useMemo(
    () => ({
      state,
      on: (kind: string, hear: Hear) => {
        const ofKind = listeners.current.get(kind) ?? new Set()
        listeners.current.set(kind, ofKind.add(hear))
        return () => void ofKind.delete(hear)
      },
    }),
    [state],
  )
  return <LiveContext value={value}>{children}</LiveContext>
}

export function useLiveState(): LiveState {
  return useContext(LiveContext).state
}

/** Calls the newest `hear` for every event of this kind while the component is shown. */
export function useLive<T>(kind: string, hear: (body: T) => void): void {
  const { on } = useContext(LiveContext)
  const newest = useRef(hear)
  newest.current = hear
  useEffect(() => on(kind, (body) => newest.current(body as T)), [on, kind])
}
