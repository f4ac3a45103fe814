import type { ImportState } from './import-schema.ts'

/** What may become of an import. Whatever has ended stays ended; a failed one may be tried again. */
const NEXT: Readonly<Record<ImportState, readonly ImportState[]>> = {
  uploading: ['uploaded', 'cancelled'],
  uploaded: ['ready', 'failed', 'cancelled'],
  // Looked through again with other settings.
  ready: ['uploaded', 'running', 'cancelled'],
  running: ['paused', 'done', 'failed', 'cancelled'],
  paused: ['running', 'cancelled'],
  failed: ['uploaded', 'running', 'cancelled'],
  done: [],
  cancelled: [],
}

export function mayBecome(from: ImportState, to: ImportState): boolean {
  return NEXT[from].includes(to)
}

/** States that can become this one. */
export function statesBefore(to: ImportState): ImportState[] {
  return (Object.keys(NEXT) as ImportState[]).filter((from) => mayBecome(from, to))
}

export const ENDED: readonly ImportState[] = ['done', 'cancelled', 'failed']
