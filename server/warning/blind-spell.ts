import { MINUTE } from '../base/clock.ts'
import type { FoundTrouble } from './blindness.ts'

/** A trouble that has not ended; `openedAt` null: noticed, but not long enough to say so. */
export type Spell = {
  readonly id: string
  readonly code: string
  readonly subject: string
  readonly since: Date
  readonly firstSeenAt: Date
  readonly lastSeenAt: Date
  readonly openedAt: Date | null
}

export type SpellStep = {
  /** not known yet */
  readonly begin: readonly FoundTrouble[]
  /** seen again; `opens`: it has lasted long enough to say so */
  readonly again: readonly { readonly spell: Spell; readonly found: FoundTrouble; readonly opens: boolean }[]
  /** was said, and has been gone long enough */
  readonly end: readonly Spell[]
  /** was gone before anybody was told */
  readonly forget: readonly Spell[]
}

/** Said after it has lasted so long, over after it has been gone so long: what comes and goes each minute is one trouble, or none. */
export const OPEN_AFTER_MS = 2 * MINUTE
export const CLOSE_AFTER_MS = 3 * MINUTE

/** What becomes of known troubles now that these were found. Each code and subject is one trouble. */
export function stepSpells(spells: readonly Spell[], found: readonly FoundTrouble[], now: Date): SpellStep {
  const keyOf = ({ code, subject }: { code: string; subject: string }): string => `${code} ${subject}`
  const known = new Map(spells.map((spell) => [keyOf(spell), spell]))
  const seen = new Map(found.map((each) => [keyOf(each), each]))
  const gone = spells.filter(
    (spell) => !seen.has(keyOf(spell)) && now.getTime() - spell.lastSeenAt.getTime() >= CLOSE_AFTER_MS,
  )
  return {
    begin: [...seen.values()].filter((each) => !known.has(keyOf(each))),
    again: [...seen.values()].flatMap((each) => {
      const spell = known.get(keyOf(each))
      if (!spell) return []
      const opens = spell.openedAt === null && now.getTime() - spell.firstSeenAt.getTime() >= OPEN_AFTER_MS
      return [{ spell, found: each, opens }]
    }),
    end: gone.filter(({ openedAt }) => openedAt !== null),
    forget: gone.filter(({ openedAt }) => openedAt === null),
  }
}
