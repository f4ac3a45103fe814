import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import type { Me } from '../../server/access/schema.ts'
import { post } from '../api.ts'
import { ME_KEY } from './me.ts'

/** The founder of an organisation is led to its first track and source. */
const AFTER_SETUP = '/start'

/** Signs in by whatever way, then goes where one wanted to go, if that is a page of ours. */
export function useDoor(path: string) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [search] = useSearchParams()
  return useMutation({
    mutationFn: (body: object) => post<Me>(path, body),
    onSuccess: (me) => {
      // What another person saw goes; the page in front stays as it is until the next one comes.
      queries.removeQueries({ type: 'inactive' })
      queries.setQueryData(ME_KEY, me)
      void navigate(path === '/api/setup' ? AFTER_SETUP : safePath(search.get('next')), { replace: true })
    },
  })
}

/** Never to another site: `//evil.example` and `/\evil.example` are not paths of ours. */
export function safePath(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) ? next : '/'
}

/** The one-time token behind the `#`, which browsers send to no server; taken out of the address at once, so that it stays in no history. */
export function useHashToken(): string {
  const [token] = useState(() => decodeURIComponent(location.hash.slice(1)).replace(/^token=/, ''))
  if (location.hash !== '') history.replaceState(history.state, '', location.pathname + location.search)
  return token
}
