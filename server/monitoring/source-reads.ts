import type { Db } from '../base/db.ts'
import { listSources } from './source-store.ts'

export type SourceTrouble = {
  readonly sourceId: string
  readonly name: string
  readonly kind: string
  /** cannot be read; something may have been missed; silent against its own habit */
  readonly trouble: 'failing' | 'gap' | 'silent'
  readonly since: Date
  /** failures in a row; 0 otherwise */
  readonly times: number
  /** of a failure or gap, for the log; '' of silence */
  readonly code: string
}

/** Sources of the organisation that something is wrong with now, gravest first; paused ones are nobody's trouble. */
export async function sourceTroubles(db: Db, orgId: string, now: Date): Promise<SourceTrouble[]> {
  const found = await listSources(db, orgId, now)
  return found.flatMap(({ id, name, kind, health, failure, gap, silentSince }): SourceTrouble[] => {
    const source = { sourceId: id, name, kind }
    if (health === 'failing' && failure)
      return [
        {
          ...source,
          trouble: 'failing' as const,
          since: new Date(failure.since),
          times: failure.times,
          code: failure.code,
        },
      ]
    if (health === 'gap' && gap)
      return [{ ...source, trouble: 'gap' as const, since: new Date(gap.from), times: 0, code: gap.code }]
    if (health === 'silent' && silentSince)
      return [{ ...source, trouble: 'silent' as const, since: new Date(silentSince), times: 0, code: '' }]
    return []
  })
}
