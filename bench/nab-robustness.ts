/** Does the score hang on the exact settings, or on the exact counts? */
import type { Detector } from '../server/detectors/contract.ts'
import { createVolume, settings, type VolumeSettings, type VolumeState, volume } from '../server/detectors/volume.ts'
import { dice } from './chance.ts'
import type { Series } from './nab-data.ts'
import { measure, quantile, score } from './nab-measures.ts'

export function alarmsOf(series: readonly Series[], detector: Detector<VolumeState> = volume): number[][] {
  return series.map(({ values }) => {
    const state = detector.start()
    return values.flatMap((value, row) => (detector.step(state, { value }).alarm ? [row] : []))
  })
}

export const withSettings = (changed: Partial<VolumeSettings>): Detector<VolumeState> =>
  createVolume({ ...settings, ...changed }, 'bench')

/** Recall at budgets of false alarms: the lowest threshold that keeps each, chosen with the labels in view. */
export function printBudgets(series: readonly Series[]): void {
  const runs = Array.from({ length: 23 }, (_, step) => 1.5 + step * 0.1).map((threshold) => {
    const alarms = alarmsOf(series, withSettings({ threshold }))
    return { threshold, ...measure(series, alarms), standard: score(series, alarms, 'standard') }
  })
  console.log('\nrecall at false-alarm budgets (threshold chosen with the labels in view)')
  for (const days of [60, 30, 14, 7]) {
    const best = runs.find(({ falseEpisodesPerDay }) => falseEpisodesPerDay <= 1 / days)
    if (best === undefined) console.log(`  1 per ${days} brand-days: no threshold up to 3.7`)
    else {
      const { threshold, windowsHit, windows, nearish, labels, falseEpisodesPerDay } = best
      console.log(
        `  1 per ${String(days).padStart(2)} brand-days: at ${threshold.toFixed(1)} windows ${windowsHit}/${windows}, ` +
          `labels [-6 h, +3 h] ${nearish}/${labels}, ${falseEpisodesPerDay.toFixed(4)}/day`,
      )
    }
  }
}

/** Settings drawn around the shipped ones, all at once. */
export function printNeighbours(series: readonly Series[], runs: number): void {
  const random = dice(1)
  const one = <T>(choices: readonly [T, ...T[]]): T => choices[Math.floor(random() * choices.length)] ?? choices[0]
  const scores = Array.from({ length: runs }, () => {
    const detector = withSettings({
      scales: one([settings.scales, [1, 3, 12, 36, 108, 288], [1, 3, 9, 27, 81], [1, 4, 16, 64, 192]]),
      levelMemory: Math.round(settings.levelMemory * one([0.67, 1, 1.5])),
      spreadMemory: Math.round(settings.spreadMemory * one([0.67, 1, 1.5])),
      floor: settings.floor * one([0.67, 1, 1.5]),
      clip: settings.clip * one([0.75, 1, 1.25]),
      tailSize: Math.round(settings.tailSize * one([0.6, 1, 1.6])),
      power: settings.power * one([0.75, 1, 1.5]),
      threshold: settings.threshold + one([-0.1, 0, 0.1]),
    })
    const alarms = alarmsOf(series, detector)
    return { standard: score(series, alarms, 'standard'), lowFalse: score(series, alarms, 'reward_low_FP_rate') }
  })
  const range = (values: number[]): string => [0.1, 0.5, 0.9].map((at) => quantile(values, at).toFixed(1)).join(' / ')
  console.log(
    `\n${runs} neighbouring settings, q10/50/90: standard ${range(scores.map(({ standard }) => standard))}, ` +
      `low-FP ${range(scores.map(({ lowFalse }) => lowFalse))}`,
  )
  for (const threshold of [1.9, 2, 2.05, 2.1, 2.15, 2.2, 2.3]) {
    const alarms = alarmsOf(series, withSettings({ threshold }))
    console.log(`  threshold ${threshold.toFixed(2)}: standard ${score(series, alarms, 'standard').toFixed(2)}`)
  }
}

/** The same weeks as another collector might have counted them. */
export function printDisturbed(series: readonly Series[], seeds: readonly number[]): void {
  console.log(
    `\nshipped settings on disturbed counts, ${seeds.length} seeds each: standard, low-FP (median), lowest standard`,
  )
  for (const [name, disturb] of [
    ['posts moved by up to one point', jitter],
    [
      'half of the posts kept',
      (values: readonly number[], random: () => number) => values.map((n) => keep(n, 0.5, random)),
    ],
    [
      'a fifth of the posts kept',
      (values: readonly number[], random: () => number) => values.map((n) => keep(n, 0.2, random)),
    ],
  ] as const) {
    const scores = seeds.map((seed) => {
      const random = dice(seed)
      const alarms = alarmsOf(series.map((one) => ({ ...one, values: disturb(one.values, random) })))
      return [score(series, alarms, 'standard'), score(series, alarms, 'reward_low_FP_rate')] as const
    })
    const standard = scores.map(([first]) => first)
    const middle = quantile(
      scores.map(([, second]) => second),
      0.5,
    )
    console.log(
      `  ${name.padEnd(31)} ${quantile(standard, 0.5).toFixed(2)}, ${middle.toFixed(2)}, ${Math.min(...standard).toFixed(2)}`,
    )
  }
  const turned = [...series].reverse().map((one) => ({ ...one, name: 'brand', key: 'brand' }))
  const same = JSON.stringify(alarmsOf(turned).reverse()) === JSON.stringify(alarmsOf(series))
  console.log(
    `  other names and another order   ${same ? 'the same alarms' : 'OTHER ALARMS: something leaks between series'}`,
  )
}

function jitter(values: readonly number[], random: () => number): number[] {
  const moved = values.map(() => 0)
  values.forEach((posts, row) => {
    for (let post = 0; post < posts; post++) {
      const drawn = random()
      const to = row + (drawn < 0.25 ? -1 : drawn < 0.5 ? 1 : 0)
      const at = Math.max(0, Math.min(values.length - 1, to))
      moved[at] = (moved[at] ?? 0) + 1
    }
  })
  return moved
}

function keep(posts: number, share: number, random: () => number): number {
  let kept = 0
  for (let post = 0; post < posts; post++) if (random() < share) kept++
  return kept
}
