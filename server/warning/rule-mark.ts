import type { AlertState } from './schema.ts'

/** What became of an alert, for the question whether it was right to send it. */
export type Mark = 'false' | 'crisis' | 'resolved' | 'open'

export function markOf(state: AlertState, crisisId: string | null): Mark {
  if (state === 'false_positive') return 'false'
  if (state === 'escalated' || crisisId !== null) return 'crisis'
  return state === 'resolved' ? 'resolved' : 'open'
}
