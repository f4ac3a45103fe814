/**
 * `bench nab`: the volume detector exactly as shipped, one default for all series, on the five open series of NAB realTweets
 * (mentions of ten brands per 5 minutes, labelled; the other five are held back). Anchors are shown at thresholds that the labels
 * chose, ours is not chosen; differences under five points on five series mean nothing.
 */
import { settings, volume } from '../server/detectors/volume.ts'
import { dice } from './chance.ts'
import { ABSENT, loadSeries, nabPresent, readJson, type Series } from './nab-data.ts'
import { chance, interval, measure, score } from './nab-measures.ts'
import { alarmsOf, printBudgets, printDisturbed, printNeighbours } from './nab-robustness.ts'
import { PROFILE_NAMES, type ProfileName } from './nab-scorer.ts'

export async function run(_args: string[]): Promise<void> {
  if (!nabPresent()) return console.log(ABSENT)
  const series = loadSeries()
  const alarms = alarmsOf(series)
  printScores(series, alarms)
  printSeries(series, alarms)
  printAnchors()
  printBudgets(series)
  printNeighbours(series, 60)
  printDisturbed(series, [1, 2, 3, 4, 5])
  printCost(series)
}

function printScores(series: readonly Series[], alarms: number[][]): void {
  const [standard = 0, lowFalse = 0, lowMissed = 0] = PROFILE_NAMES.map((name) => score(series, alarms, name))
  const it = measure(series, alarms)
  const [low, high] = interval(series, alarms, dice(1))
  const floor = chance(series, alarms, 200)
  const { floors } = readJson<{ floors: { oracle_dev: number[] } }>('anchors.json')
  const ceiling = floors.oracle_dev[0] ?? Number.NaN
  console.log(`volume ${volume.version}, shipped threshold ${settings.threshold}, rest ${settings.rest / 12} h`)
  console.log(`  standard ${standard.toFixed(2)}   low-FP ${lowFalse.toFixed(2)}   low-FN ${lowMissed.toFixed(2)}`)
  console.log(`  90 % of bootstraps over series: ${low.toFixed(1)} to ${high.toFixed(1)}`)
  console.log(
    `  chance ${floor.toFixed(1)}, an alarm exactly on each label ${ceiling.toFixed(2)}: skill ` +
      `${((100 * (standard - floor)) / (ceiling - floor)).toFixed(0)} %`,
  )
  console.log(
    `  windows ${it.windowsHit}/${it.windows}; labels [-1 h, +3 h] ${it.near}/${it.labels}, [-6 h, +3 h] ${it.nearish}/${it.labels}, ` +
      `median delay ${it.medianDelay} min`,
  )
  console.log(
    `  false alarm episodes ${it.falseEpisodesPerDay.toFixed(4)} per brand-day (one in ` +
      `${(1 / it.falseEpisodesPerDay).toFixed(0)} days), false points ${it.falsePoints}`,
  )
}

function printSeries(series: readonly Series[], alarms: number[][]): void {
  console.log('\nby series: standard, windows, labels [-6 h, +3 h], false points')
  series.forEach((one, index) => {
    const own = [alarms[index] ?? []]
    const it = measure([one], own)
    console.log(
      `  ${one.name.padEnd(5)} ${score([one], own, 'standard').toFixed(1)}  ${it.windowsHit}/${it.windows}  ${it.nearish}/${it.labels}  ${it.falsePoints}`,
    )
  })
}

type Optimum = { score: number; windows_hit: number; fp_points: number }
type Anchor = {
  look_ahead_note?: string
  profiles: Record<ProfileName, { dev_opt: Optimum; dev_at_corpus_threshold: Optimum }>
}

function printAnchors(): void {
  const { anchors } = readJson<{ anchors: Record<string, Anchor> }>('anchors.json')
  console.log('\nanchors on the same five series, threshold chosen by their labels (and by those of the whole corpus)')
  console.log(
    `  ${'detector'.padEnd(18)} standard  low-FP  low-FN  windows  false points   (standard at corpus threshold)`,
  )
  const rows = Object.entries(anchors).sort(([, a], [, b]) => best(b) - best(a))
  for (const [name, { profiles, look_ahead_note }] of rows) {
    const [standard, lowFalse, lowMissed] = PROFILE_NAMES.map((profile) => profiles[profile].dev_opt.score.toFixed(2))
    const { windows_hit, fp_points } = profiles.standard.dev_opt
    console.log(
      `  ${name.padEnd(18)} ${standard?.padStart(8)}${lowFalse?.padStart(8)}${lowMissed?.padStart(8)}${String(windows_hit).padStart(9)}` +
        `${String(fp_points).padStart(14)}   (${profiles.standard.dev_at_corpus_threshold.score.toFixed(2)})  ${look_ahead_note ?? ''}`,
    )
  }
}

const best = (anchor: Anchor): number => anchor.profiles.standard.dev_opt.score

function printCost(series: readonly Series[]): void {
  alarmsOf(series)
  const began = performance.now()
  alarmsOf(series)
  const points = series.reduce((total, { values }) => total + values.length, 0)
  const bytes = volume.save(volume.start()).length
  console.log(
    `\n${(((performance.now() - began) * 1000) / points).toFixed(2)} us a point, ${bytes} bytes of state per series`,
  )
}
