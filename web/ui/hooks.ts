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
