import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import type { Me } from '../../server/access/schema.ts'
import { get, put, remove } from '../api.ts'
import type { Locale } from '../ui/words.ts'

export const ME_KEY = ['me']
export const OWN_NOTICES_KEY = ['own-notices']

/** The sign-in page that leads back to where one wanted to go. */
export function signInPath(wanted: string): string {
  return wanted === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(wanted)}`
}

export function useMeQuery() {
  return useQuery({ queryKey: ME_KEY, queryFn: ({ signal }) => get<Me>('/api/me', {}, signal), staleTime: 60_000 })
}

export const MeContext = createContext<Me | undefined>(undefined)

/** Who is signed in; only below the frame, which shows nothing before it knows. */
export function useMe(): Me {
  const me = useContext(MeContext)
  if (!me) throw new Error('useMe outside the frame')
  return me
}

/** May this person? For hiding what would be refused; the server decides by itself. */
export function useMay(): (permission: string) => boolean {
  const { permissions } = useMe()
  return (permission) => permissions.includes(permission)
}

export function useSignOut() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => remove('/api/sessions/current'),
    onSettled: () => {
      queries.clear()
      location.assign('/sign-in')
    },
  })
}

/** Keeps the language for the person, on whatever machine they sign in next. */
export function useKeepLocale() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (locale: Locale) => put('/api/me/locale', { locale }),
    // Letters come in it too.
    onSuccess: () => queries.invalidateQueries({ queryKey: OWN_NOTICES_KEY }),
  })
}
