import { useEffect, useRef } from 'react'
import { useLocation } from 'react-router'

/** The router keeps the hash but does not go there. */
export function useHashPlace(hash: string) {
  const place = useRef<HTMLDivElement>(null)
  const { hash: now } = useLocation()
  useEffect(() => {
    if (now === hash) place.current?.scrollIntoView({ block: 'start' })
  }, [now, hash])
  return place
}
