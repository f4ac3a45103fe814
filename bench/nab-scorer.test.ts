import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ABSENT, loadSeries, nabPresent, readJson } from './nab-data.ts'
import {
  judge,
  normalise,
  optimum,
  PROFILE_NAMES,
  PROFILES,
  type ProfileName,
  type RowWindow,
  scoreAlarms,
  sigmoid,
  sweep,
} from './nab-scorer.ts'

const skip = nabPresent() ? false : ABSENT
const close = (actual: number, expected: number, tolerance: number, what: string): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} instead of ${expected}`)

test('the sigmoid rewards early, is zero at the edge and saturates', () => {
  close(sigmoid(-1), 0.9866142981514303, 1e-15, 'S(-1)')
  assert.equal(sigmoid(0), 0)
  assert.equal(sigmoid(3.01), -1)
})

test('an alarm at the first row of each window scores 100, silence scores 0', () => {
  const file = judge(100, [
    [30, 39],
    [60, 69],
  ])
  for (const name of PROFILE_NAMES) {
    const profile = PROFILES[name]
    close(normalise(scoreAlarms(file, [30, 60], profile).raw, [file], profile), 100, 1e-9, name)
    close(normalise(scoreAlarms(file, [], profile).raw, [file], profile), 0, 1e-9, name)
    assert.ok(scoreAlarms(file, [30, 60, 20], profile).raw < scoreAlarms(file, [30, 60], profile).raw)
  }
})

type UnitVector = {
  name: string
  n: number
  windows_index: [number, number][]
  scores: number[]
  profiles: Record<
    ProfileName,
    { point_scores: (number | null)[]; by_threshold: { threshold: number; score: number; fp: number }[] }
  >
}

test('unit vectors: point scores and the score at every threshold', { skip }, () => {
  const vectors = readJson<UnitVector[]>('unit_vectors.json')
  assert.ok(vectors.length > 0)
  for (const vector of vectors) {
    const file = judge(vector.n, vector.windows_index as RowWindow[])
    for (const name of PROFILE_NAMES) {
      const profile = PROFILES[name]
      const expected = vector.profiles[name]
      expected.point_scores.forEach((value, row) => {
        if (row < file.probation || value === null) return
        const unit = file.unit[row] ?? Number.NaN
        const weight = (file.windowOf[row] ?? -1) >= 0 ? profile.tp : profile.fp
        close(weight * unit, value, 1e-9, `${vector.name} ${name} row ${row}`)
      })
      const got = sweep([{ file, scores: vector.scores }], profile)
      for (const { threshold, score, fp } of expected.by_threshold) {
        const alarms = vector.scores.flatMap((value, row) => (value >= threshold ? [row] : []))
        const direct = scoreAlarms(file, alarms, profile)
        close(direct.raw, score, 1e-9, `${vector.name} ${name} at ${threshold}`)
        assert.equal(direct.falsePoints, fp)
        const swept = got.filter((entry) => entry.threshold >= threshold).at(-1)
        close(swept?.raw ?? Number.NaN, score, 1e-9, `${vector.name} ${name} sweep at ${threshold}`)
      }
      const best = Math.max(...expected.by_threshold.map((entry) => entry.score))
      close(optimum(got).raw, best, 1e-9, `${vector.name} ${name} optimum`)
    }
  }
})

type Golden = {
  detector: string
  files: Record<string, { alarm_indices: number[]; raw: Record<ProfileName, number>; hit: number; fp_points: number }>
  normalised_dev: Record<ProfileName, number>
}

test('golden runs: five published detectors and the reference on the open series', { skip }, () => {
  const series = loadSeries()
  for (const golden of readJson<Golden[]>('golden.json')) {
    for (const name of PROFILE_NAMES) {
      const profile = PROFILES[name]
      let total = 0
      for (const { key, file } of series) {
        const expected = golden.files[key]
        assert.ok(expected, `${golden.detector} has no ${key}`)
        const got = scoreAlarms(file, expected.alarm_indices, profile)
        close(got.raw, expected.raw[name], 1e-8, `${golden.detector} ${key} ${name}`)
        assert.equal(got.windowsHit, expected.hit)
        assert.equal(got.falsePoints, expected.fp_points)
        total += got.raw
      }
      const files = series.map(({ file }) => file)
      close(normalise(total, files, profile), golden.normalised_dev[name], 1e-8, `${golden.detector} pool ${name}`)
    }
  }
})
