/** Chance that can be had again: the same seed gives the same numbers on every machine, so that a restart tells the same story. */
export type Chance = () => number

/** @returns numbers from 0 up to 1 (mulberry32 over an FNV-1a hash of the seed: good enough for a story, not for secrets) */
export function chanceOf(seed: string): Chance {
  let state = 0x811c9dc5
  for (const char of seed) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 0x01000193)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** @throws Error of an empty list, which is a mistake of ours */
export function pick<T>(chance: Chance, list: readonly T[]): T {
  const one = list[Math.floor(chance() * list.length)]
  if (one === undefined) throw new Error('nothing to choose from')
  return one
}

/** A whole number, both ends included. */
export function between(chance: Chance, least: number, most: number): number {
  return least + Math.floor(chance() * (most - least + 1))
}

/** @returns a place in the list, each as likely as its weight */
export function weighted(chance: Chance, weights: readonly number[]): number {
  let left = chance() * weights.reduce((sum, weight) => sum + weight, 0)
  const found = weights.findIndex((weight) => {
    left -= weight
    return left < 0
  })
  return found < 0 ? weights.length - 1 : found
}

/** One part of each list, joined: `pick` once per list. */
export function compose(chance: Chance, parts: readonly (readonly string[])[]): string {
  return parts.map((part) => pick(chance, part)).join('')
}
