/** Repeatable chance for constructed series; their figures hold for these very draws. */

/** Repeatable randomness in 0..1 (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

export function poisson(mean: number, random: () => number): number {
  let count = 0
  for (let left = Math.exp(-Math.min(600, mean)), chance = random(); chance > left; chance *= random()) count++
  return count
}
