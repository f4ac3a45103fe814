/** The five open series of NAB realTweets and the vectors beside them. Never copied into the repository. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Judged, judge, type RowWindow } from './nab-scorer.ts'

export const NAB_FOLDER: string = join(import.meta.dirname, '../../shared/data/nab')
export const nabPresent = (): boolean => existsSync(join(NAB_FOLDER, 'dev/combined_windows.json'))
export const ABSENT = 'NAB data absent (../shared/data/nab): skipped'

export type Series = {
  readonly key: string
  readonly name: string
  readonly timestamps: readonly string[]
  readonly values: readonly number[]
  readonly file: Judged
  /** rows of the labelled peaks */
  readonly labels: readonly number[]
}

/** All open series, in the order of the windows file. */
export function loadSeries(): Series[] {
  const windows = readJson<Record<string, [string, string][]>>('dev/combined_windows.json')
  const labels = readJson<Record<string, string[]>>('dev/combined_labels.json')
  return Object.entries(windows).map(([key, pairs]) => {
    const { timestamps, values } = readSeries(join(NAB_FOLDER, 'dev', key))
    const rowOf = (time: string): number => timestamps.indexOf(time.slice(0, 19))
    const rowWindows = pairs.map(([start, end]): RowWindow => [rowOf(start), rowOf(end)])
    return {
      key,
      name: key.replace(/^.*_|\.csv$/g, ''),
      timestamps,
      values,
      file: judge(values.length, rowWindows),
      labels: (labels[key] ?? []).map(rowOf),
    }
  })
}

/** Reads a JSON file of the folder; the caller states the shape it relies on. */
export function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(join(NAB_FOLDER, path), 'utf8')) as T
}

function readSeries(path: string): { timestamps: string[]; values: number[] } {
  const lines = readFileSync(path, 'utf8').trim().split('\n').slice(1)
  const cells = lines.map((line) => line.trim().split(','))
  return { timestamps: cells.map(([time]) => time ?? ''), values: cells.map(([, value]) => Number(value)) }
}
