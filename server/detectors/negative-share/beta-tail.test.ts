import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { betaTail } from './beta-tail.ts'

/** The sum that `betaTail` stands in for, term by term. */
function exact(hits: number, posts: number, mean: number, spread: number): number {
  const size = 1 / spread - 1
  const [a, b] = [mean * size, (1 - mean) * size]
  let sum = 0
  for (let count = 0, term = 1; count <= posts; count++) {
    if (count === 0) for (let post = 0; post < posts; post++) term *= (b + post) / (a + b + post)
    else term *= ((posts - count + 1) / count) * ((a + count - 1) / (b + posts - count))
    if (count >= hits) sum += term
  }
  return -Math.log10(sum)
}

/** The largest difference from the sum, as a part of it, over tails of 10^-1 to 10^-6. */
function worstOf(sizes: readonly number[]): number {
  let worst = 0
  let compared = 0
  for (const posts of sizes) {
    for (const mean of [0.05, 0.15, 0.3, 0.6]) {
      for (const spread of [0.005, 0.02, 0.05, 0.15]) {
        for (let hits = Math.ceil(mean * posts) + 1; hits <= posts; hits += Math.ceil(posts / 20)) {
          const wanted = exact(hits, posts, mean, spread)
          if (!(wanted > 1 && wanted < 6)) continue
          compared++
          worst = Math.max(worst, Math.abs(betaTail(hits, posts, mean, spread) - wanted) / wanted)
        }
      }
    }
  }
  assert.ok(compared > 100, `${compared} compared`)
  return worst
}

test('up to 200 posts it is the beta-binomial, beyond that close to it', () => {
  assert.ok(worstOf([10, 15, 30, 80, 200]) < 1e-4, `${worstOf([10, 15, 30, 80, 200])}`)
  assert.ok(worstOf([201, 300, 600]) < 0.1, `${worstOf([201, 300, 600])}`)
})

test('3 of 4 is nothing, 75 of 100 is', () => {
  assert.ok(betaTail(3, 4, 0.3, 0.03) < 2)
  assert.ok(betaTail(75, 100, 0.3, 0.03) > 4)
})

test('what is expected or less is no surprise', () => {
  assert.equal(betaTail(0, 0, 0.2, 0.05), 0)
  assert.equal(betaTail(3, 15, 0.2, 0.05), 0)
})

test('property: finite, 0..30, and more hits are never less surprising', () => {
  const share = fc.double({ min: 0.005, max: 0.995, noNaN: true })
  fc.assert(
    fc.property(
      fc.nat(1_000_000),
      share,
      share,
      fc.double({ min: 0.002, max: 0.9, noNaN: true }),
      (posts, part, mean, spread) => {
        const hits = Math.floor(part * posts)
        const score = betaTail(hits, posts, mean, spread)
        assert.ok(score >= 0 && score <= 30)
        assert.ok(betaTail(Math.min(posts, hits + 1), posts, mean, spread) >= score - 1e-6)
      },
    ),
    { numRuns: 2000 },
  )
})
