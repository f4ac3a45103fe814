import { type ComponentType, useEffect, useState } from 'react'
import { Trouble } from './Asked.tsx'

const AGAIN_MS = 3000

/**
 * Stands where a page's file could not be fetched, and asks for it again until it comes: the connection was down. Where the server answers,
 * the product was updated and the file is gone for good: loading anew brings the new one.
 */
export function LatePage({ load }: { readonly load: () => Promise<ComponentType> }) {
  const [found, setFound] = useState<{ readonly Page: ComponentType }>()
  const [isGone, setGone] = useState(false)
  useEffect(() => {
    const own = { isOver: false }
    const again = async () => {
      const Page = await load().catch(() => undefined)
      const isGone = Page === undefined && (await fetch('/healthz').catch(() => undefined))?.ok === true
      if (own.isOver) return
      setGone(isGone)
      if (Page) setFound({ Page })
      else setTimeout(again, AGAIN_MS)
    }
    void again()
    return () => {
      own.isOver = true
    }
  }, [load])
  if (found) return <found.Page />
  return <Trouble error={{ code: isGone ? 'unknown' : 'offline' }} onRetry={() => location.reload()} />
}
