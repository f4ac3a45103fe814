import { useRouteError } from 'react-router'
import { Trouble } from './Asked.tsx'

export function LostPage() {
  return <Trouble error={{ code: 'not-found' }} />
}

/** A page that failed while it was drawn, or whose file is gone because the product was updated: loading it anew helps both. */
export function BrokenPage() {
  const error = useRouteError()
  const isChunk = error instanceof TypeError && /import|module/i.test(error.message)
  return <Trouble error={isChunk ? { code: 'offline' } : (error ?? {})} onRetry={() => location.reload()} />
}
