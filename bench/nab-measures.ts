/** What NAB's score does not tell, and how sure the score itself is. Alarms are rows, one list per series. */
import type { Series } from './nab-data.ts'
import { normalise, PROFILES, type ProfileName, scoreAlarms } from './nab-scorer.ts'

export const HOUR = 12
export const DAY: number = 24 * HOUR

export type Measures = {
  readonly windowsHit: number
  readonly windows: number
  readonly labels: number
  /** labels with an alarm in [-1 h, +3 h] and in [-6 h, +3 h] */
  readonly near: number
  readonly nearish: number
  /** minutes from label to first alarm, over the labels of `nearish` */
  readonly medianDelay: number
  readonly falsePoints: number
  readonly falseEpisodesPerDay: number
}

export function score(series: readonly Series[], alarms: readonly (readonly number[])[], name: ProfileName): number {
  const raw = sum(series.map(({ file }, index) => scoreAlarms(file, alarms[index] ?? [], PROFILES[name]).raw))
  return normalise(
    raw,
    series.map(({ file }) => file),
    PROFILES[name],
  )
}

export function measure(series: readonly Series[], alarms: readonly (readonly number[])[]): Measures {
  const each = series.map((one, index) => measureOne(one, alarms[index] ?? []))
  const delays = each.flatMap(({ delays }) => delays).sort((a, b) => a - b)
  const add = (pick: (one: (typeof each)[number]) => number): number => sum(each.map(pick))
  return {
    windowsHit: add(({ windowsHit }) => windowsHit),
    windows: sum(series.map(({ file }) => file.windows.length)),
    labels: sum(series.map(({ labels }) => labels.length)),
    near: add(({ near }) => near),
    nearish: delays.length,
    medianDelay: delays[delays.length >> 1] ?? Number.NaN,
    falsePoints: add(({ falsePoints }) => falsePoints),
    falseEpisodesPerDay:
      add(({ episodes }) => episodes) / sum(series.map(({ file }) => (file.rows - file.probation) / DAY)),
  }
}

function measureOne({ file, labels }: Series, all: readonly number[]) {
  const rows = all.filter((row) => row >= file.probation)
  const { windowsHit, falsePoints } = scoreAlarms(file, rows, PROFILES.standard)
  const outside = rows.filter((row) => (file.windowOf[row] ?? -1) < 0)
  // alarms at most 12 h apart are one disturbance to whoever is woken
  const episodes = outside.filter((row, index) => index === 0 || row - (outside[index - 1] ?? 0) > 12 * HOUR).length
  const firstIn = (label: number, before: number): number | undefined =>
    rows.find((row) => row >= label - before && row <= label + 3 * HOUR)
  const delays = labels.flatMap((label) => {
    const row = firstIn(label, 6 * HOUR)
    return row === undefined ? [] : [(row - label) * 5]
  })
  const near = labels.filter((label) => firstIn(label, HOUR) !== undefined).length
  return { windowsHit, falsePoints, episodes, delays, near }
}

/** Mean score of the same alarms turned around within the scored part: what their number alone earns. */
export function chance(series: readonly Series[], alarms: readonly (readonly number[])[], shifts: number): number {
  const turned = Array.from({ length: shifts }, (_, shift) =>
    series.map(({ file }, index) => {
      const scored = file.rows - file.probation
      const by = Math.floor(((shift + 0.5) / shifts) * scored)
      const rows = (alarms[index] ?? []).filter((row) => row >= file.probation)
      return rows.map((row) => file.probation + ((row - file.probation + by) % scored))
    }),
  )
  return sum(turned.map((rows) => score(series, rows, 'standard'))) / shifts
}

/** 90 % of the scores of series drawn with replacement lie between these. */
export function interval(
  series: readonly Series[],
  alarms: readonly (readonly number[])[],
  random: () => number,
): [low: number, high: number] {
  const scores = Array.from({ length: 2000 }, () => {
    const drawn = series.map(() => Math.floor(random() * series.length))
    return score(
      drawn.flatMap((index) => series[index] ?? []),
      drawn.map((index) => alarms[index] ?? []),
      'standard',
    )
  })
  return [quantile(scores, 0.05), quantile(scores, 0.95)]
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
