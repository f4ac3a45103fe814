import { useEffect, useState, useSyncExternalStore } from 'react'

/** The time, renewed every so many ms. `now` is the server's clock where the caller has one. */
export function useNow(everyMs: number, now: () => Date): Date {
  const [at, setAt] = useState(now)
  useEffect(() => {
    const timer = setInterval(() => setAt(now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs, now])
  return at
}

/** The value once it has stayed the same for so many ms: only then is the server asked. The same content is the same value. */
export function useSettled<T>(value: T, afterMs: number): T {
  const [settled, setSettled] = useState(value)
  const key = JSON.stringify(value)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same content is the same value
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), afterMs)
    return () => clearTimeout(timer)
  }, [key, afterMs])
  return settled
}

/** The name of the tab: who has ten of them open finds the crisis. Also what a screen reader says first on a new page. */
export function useTitle(title: unknown): void {
  useEffect(() => {
    document.title = typeof title === 'string' && title !== '' ? `${title} · Weiji` : 'Weiji 危機'
  }, [title])
}

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(query)
      list.addEventListener('change', changed)
      return () => list.removeEventListener('change', changed)
    },
    () => matchMedia(query).matches,
  )
}
