import type { Level } from './level.ts'
import type { AlertCard, AlertNews } from './schema.ts'
import { isLive } from './transition.ts'

/** What people outside are told of an alert: never each alarm, but each step by which it becomes another matter. */
export type Stage = {
  readonly kind: 'raised' | 'risen' | 'recurred' | 'marked' | 'crisis'
  /** the same for the same step, however often it is come upon */
  readonly key: string
  readonly level: Level
}

/**
 * One stage for each level that an alert has had, anew each time it came back; one when a person marks it for a crisis, one when it
 * becomes one. Undefined: it was closed, which is no reason to call anybody.
 */
export function stageOf(
  { id, state, level, recurrence, crisisId }: Pick<AlertCard, 'id' | 'state' | 'level' | 'recurrence' | 'crisisId'>,
  news: AlertNews,
): Stage | undefined {
  const grave = level as Level
  if (state === 'escalated') {
    const isCrisis = crisisId !== null
    return isCrisis
      ? { kind: 'crisis', key: `alert ${id} crisis`, level: grave }
      : { kind: 'marked', key: `alert ${id} escalated`, level: grave }
  }
  if (!isLive(state)) return undefined
  const kind = news === 'raised' || news === 'recurred' ? news : 'risen'
  // The migration of notices writes the same keys.
  return { kind, key: `alert ${id} ${recurrence} ${level}`, level: grave }
}
