import type { OncallPage } from '../../server/oncall/schema.ts'

const SECOND = 1000
const HOUR = 3_600_000
/** Whoever is next hears of it for so long before. */
const SOON = 12 * HOUR
/** Somebody may have changed a roster or a stand-in meanwhile. */
const LONGEST = 300 * SECOND

/** `until` is null where nobody follows within five weeks. */
export type Duty =
  | { readonly kind: 'now'; readonly until: string | null }
  | { readonly kind: 'soon'; readonly from: string }

/** Whether a person is on call at this moment, or will be soon; by several rosters until the last of them ends. */
export function dutyOf(page: OncallPage | undefined, personId: string, now: Date): Duty | undefined {
  const rosters = page?.rosters ?? []
  const mine = rosters.filter(({ now: shift }) => shift.personId === personId && Date.parse(shift.to) > now.getTime())
  if (mine.length > 0) {
    const isEndless = mine.some(({ next, firstGap }) => next === null && firstGap === null)
    return {
      kind: 'now',
      until: isEndless
        ? null
        : (mine
            .map((each) => each.now.to)
            .sort()
            .at(-1) ?? null),
    }
  }
  const [from] = rosters
    .flatMap(({ next }) => (next?.personId === personId ? [next.from] : []))
    .sort((one, other) => one.localeCompare(other))
  return from !== undefined && Date.parse(from) - now.getTime() <= SOON ? { kind: 'soon', from } : undefined
}

/** In how many ms it is worth asking again: right after the next hand-over of any roster, else after five minutes. */
export function nextLook(page: OncallPage | undefined, now: Date): number {
  const moments = (page?.rosters ?? []).flatMap(({ now: shift, next }) => [shift.to, ...(next ? [next.from] : [])])
  const waits = moments.map((moment) => Date.parse(moment) - now.getTime()).filter((ms) => ms > 0)
  return Math.min(LONGEST, ...waits.map((ms) => ms + SECOND))
}
