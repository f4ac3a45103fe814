import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cascadesPresent, loadCascades, NO_CASCADES } from '../../bench/cascades.ts'
import { followed, momentsOf } from '../../bench/forecast-moments.ts'
import { forecastFeatures, forecastStory, HORIZONS, quantiles } from './forecast.ts'
import { FORECAST_WEIGHTS } from './forecast-weights.ts'

const points = (count: number, posts: number): number[] => new Array<number>(count).fill(posts)

test('too little, long silence or an old story: nothing is foretold', () => {
  assert.deepEqual(forecastStory([], 0), [])
  assert.deepEqual(forecastStory(points(3, 3), 0), [])
  assert.deepEqual(forecastStory([50, ...points(72, 0)], 0), [])
  assert.deepEqual(forecastStory(points(577, 5), 0), [])
  assert.deepEqual(forecastStory(points(12, 40), 40), [], 'all of it is usual')
})

test('what is usual is no story, and goes on beside it', () => {
  const alone = forecastStory(points(12, 30), 0)
  const beside = forecastStory(points(12, 35), 5)
  assert.deepEqual(
    beside.map(({ hours, middle }) => Math.round(middle - 5 * 12 * hours)),
    alone.map(({ middle }) => Math.round(middle)),
  )
})

test('a story ten times as large goes about ten times as far, also beyond the largest recorded', () => {
  const [small, large] = [1e4, 1e5].map((posts) => forecastStory(points(24, posts), 0))
  for (const [at, { middle }] of (small ?? []).entries()) {
    const ratio = (large?.[at]?.middle ?? 0) / middle
    assert.ok(ratio > 9.9 && ratio < 10.1, `${ratio}`)
  }
})

test('property: ordered, finite, and a day holds no less than its first hours', () => {
  const story = fc.array(fc.oneof(fc.nat(3), fc.nat(50), fc.nat(100_000)), { minLength: 1, maxLength: 576 })
  fc.assert(
    fc.property(story, fc.double({ min: 0, max: 100, noNaN: true }), (counts, usual) => {
      let before = { low: 0, middle: 0, high: 0 }
      for (const each of forecastStory(counts, usual)) {
        const { low, middle, high } = each
        assert.ok(Number.isFinite(high) && 0 <= low && low <= middle && middle <= high)
        assert.ok(low >= before.low && middle >= before.middle && high >= before.high)
        before = each
      }
    }),
  )
})

test('the weights are as many as the features, for each horizon in its order', () => {
  const features = forecastFeatures(points(12, 10)) ?? []
  assert.deepEqual(
    FORECAST_WEIGHTS.map(({ hours, low, middle, high }) => [hours, low.length, middle.length, high.length]),
    HORIZONS.map((hours) => [hours, features.length, features.length, features.length]),
  )
})

test('on recorded stories that taught nothing, about eight of ten fall inside', {
  skip: cascadesPresent() ? false : NO_CASCADES,
}, () => {
  const judged = momentsOf(loadCascades().filter(({ part }) => part >= 8))
  assert.ok(judged.length > 5000)
  for (const { hours, ...weights } of FORECAST_WEIGHTS) {
    const inside = judged.filter((moment) => {
      const [low = 0, , high = 0] = quantiles(weights, moment.features, moment.scale)
      const came = followed(moment, hours)
      return came >= Math.floor(low) && came <= Math.ceil(high)
    })
    const share = inside.length / judged.length
    assert.ok(share > 0.78 && share < 0.91, `${hours} h: ${share}`)
  }
})
