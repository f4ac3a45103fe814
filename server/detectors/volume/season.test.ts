import assert from 'node:assert/strict'
import { test } from 'node:test'
import { volume } from '../volume.ts'
import { emptySeason, factorAt, learnSeason } from './season.ts'

const DAY = 288
const given = { seasonFrom: 21, seasonFull: 35, gainFrom: 0.3, gainWidth: 0.2 }

/** Repeatable randomness: 0..1. */
function dice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** Independent posts (binomial of 60 chances) of `perHour`, more by day and less by night by a share of `wave`. */
function days(count: number, perHour: number, wave: number, seed: number): number[] {
  const random = dice(seed)
  return Array.from({ length: count * DAY }, (_, index) => {
    const mean = (perHour / 12) * (1 + wave * Math.sin((index / DAY) * 2 * Math.PI))
    let posts = 0
    for (let draw = 0; draw < 60; draw++) if (random() < mean / 60) posts++
    return posts
  })
}

/** Factors used over the last day, at noon of the wave and at its night. */
function learntFrom(values: readonly number[]): { high: number; low: number } {
  const season = emptySeason()
  let level = 0
  const used = values.map((value, seen) => {
    const factor = factorAt(given, season, seen)
    learnSeason(season, seen, value, factor.learnt, level)
    level += (value - level) / Math.min(seen + 1, 864)
    return factor.used
  })
  return { high: used.at(-DAY + 72) ?? 0, low: used.at(-DAY + 216) ?? 0 }
}

test('a wave is learnt in five weeks, and not used before three', () => {
  const { high, low } = learntFrom(days(50, 60, 0.8, 1))
  assert.ok(high > 1.5 && high < 1.9 && low > 0.15 && low < 0.5, `${high} and ${low}`)
  assert.deepEqual(learntFrom(days(20, 60, 0.8, 1)), { high: 1, low: 1 })
})

test('no wave, no season: what chance makes of 24 hours is not believed', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    assert.deepEqual(learntFrom(days(60, 10, 0, seed)), { high: 1, low: 1 }, `seed ${seed}`)
  }
})

/** Rows of alarms after the sixth week. */
function alarms(values: readonly number[]): number[] {
  const state = volume.start()
  const rows = values.flatMap((value, row) => (volume.step(state, { value }).alarm ? [row] : []))
  return rows.filter((row) => row >= 42 * DAY)
}

test('who is loud by day and asleep by night is no alarm: at most one in 25 days over 250 days', () => {
  const rows = [1, 2, 3, 4, 5].flatMap((seed) => alarms(days(92, 10, 0.8, seed)))
  assert.ok(rows.length <= 10, `${rows.length} alarms`)
})

test('a storm at night is found where by day it would be nothing much', () => {
  const values = days(60, 60, 0.9, 3)
  const night = 50 * DAY + 216
  for (let point = 0; point < 12; point++) values[night + point] = 9
  const rows = alarms(values).filter((row) => row >= night && row < night + 12)
  assert.ok(rows.length >= 1, 'nine posts in each five minutes at four in the morning')
})
