import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { dice, normal } from '../../../bench/chance.ts'
import { emptyPace, hearClump, type Pace, passGap, timesUsual } from './pace.ts'

const HOUR = 12

/** So many days in which half a clump a step is usual; moods last some hours. @returns what was expected at each step, and the mood then */
function live(days: number, spread: number, seed: number): { pace: Pace; seen: { times: number; mood: number }[] } {
  const chance = dice(seed)
  const pace = emptyPace()
  const seen: { times: number; mood: number }[] = []
  let [mood, gap] = [0, 0]
  for (let step = 0; step < days * 24 * HOUR; step++) {
    if (step % HOUR === 0) mood = 0.9 * mood + spread * Math.sqrt(1 - 0.81) * normal(chance)
    seen.push({ times: timesUsual(pace), mood: Math.exp(mood) })
    const isLoud = chance() < -Math.expm1(-0.5 * Math.exp(mood))
    if (!isLoud) gap += 1
    if (!isLoud) continue
    if (gap > 0) passGap(pace, HOUR, gap * 0.5, gap)
    hearClump(pace, HOUR, 0.5)
    gap = 0
  }
  return { pace, seen }
}

test('where posts come by chance alone, the usual is to be expected at every moment', () => {
  for (const seed of [1, 2, 3]) assert.ok(live(120, 0, seed).seen.every(({ times }) => times === 1))
})

test('moods are followed once they have proved themselves', () => {
  for (const seed of [1, 2, 3]) {
    const late = live(120, 0.5, seed).seen.slice(-60 * 24 * HOUR)
    const mean = (each: readonly number[]): number => each.reduce((sum, value) => sum + value, 0) / each.length
    const [loud, quiet] = [true, false].map((isLoud) =>
      mean(late.filter(({ mood }) => (isLoud ? mood > 1.5 : mood < 0.67)).map(({ times }) => times)),
    )
    assert.ok((loud ?? 0) > 1.2 && (quiet ?? 1) < 0.8, `${loud} while loud, ${quiet} while quiet`)
  }
})

test('whatever happens, at most twice and at least a quarter of the usual is expected', () => {
  const event = fc.record({ usual: fc.double({ min: 0, max: 50, noNaN: true }), steps: fc.nat({ max: 5000 }) })
  fc.assert(
    fc.property(fc.array(event, { maxLength: 300 }), (events) => {
      const pace = emptyPace()
      for (const { usual, steps } of events) {
        if (steps % 3 > 0) passGap(pace, HOUR, usual, steps)
        else hearClump(pace, HOUR, usual)
        const times = timesUsual(pace)
        assert.ok(times >= 0.25 && times <= 2, `${times}`)
      }
    }),
  )
})
