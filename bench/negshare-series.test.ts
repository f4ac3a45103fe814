import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ABSENT } from './nab-data.ts'
import { airlinesPresent, construct, fitWandering, HOUR } from './negshare-series.ts'

const volumes = Array.from({ length: 40 * 24 * HOUR }, () => 20)
const wandering = { spread: 0.05, persistence: 0.5 }

test('a brand is made the same way from the same seed, another way from another', () => {
  assert.deepEqual(construct(volumes, 0.2, wandering, 1), construct(volumes, 0.2, wandering, 1))
  assert.notDeepEqual(construct(volumes, 0.2, wandering, 1).negative, construct(volumes, 0.2, wandering, 2).negative)
})

test('injections stand apart, and raise the share by what they say', () => {
  const { negative, judged, injections } = construct(volumes, 0.2, { spread: 0.0005, persistence: 0.5 }, 3)
  assert.ok(injections.length >= 5)
  injections.slice(1).forEach(({ from }, index) => {
    assert.ok(from - (injections[index]?.until ?? 0) >= 36 * HOUR)
  })
  const shareOf = (from: number, until: number): number =>
    negative.slice(from, until).reduce((sum, n) => sum + n, 0) /
    judged.slice(from, until).reduce((sum, n) => sum + n, 0)
  const base = shareOf(0, injections[0]?.from ?? 0)
  const rises = injections.map(({ from, until, rise }) => shareOf(from, until) - base - rise)
  assert.ok(Math.abs(rises.reduce((sum, rise) => sum + rise, 0) / rises.length) < 0.02, `${rises}`)
  assert.ok(negative.every((n, row) => n >= 0 && n <= (judged[row] ?? 0)))
})

test('the wandering fitted on five airlines', { skip: airlinesPresent() ? false : ABSENT }, () => {
  const { spread, persistence } = fitWandering()
  assert.ok(Math.abs(spread - 0.0533) < 0.0005 && Math.abs(persistence - 0.5638) < 0.005, `${spread} ${persistence}`)
})
