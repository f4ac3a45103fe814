/** Reads the labelled sets and tables that scripts/train.ts learns from. They stay outside the repository. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'

export const DATA_FOLDER: string = process.env.WEIJI_TRAIN_DATA ?? path.join(import.meta.dirname, '../../shared/data')
export const dataPresent = (): boolean => existsSync(path.join(DATA_FOLDER, 'text/smp2020_usual.train.jsonl.gz'))
export const ABSENT = 'labelled texts absent (../shared/data/text): skipped'

export type Row = {
  readonly text: string
  readonly label: string | null
  readonly raw: string | readonly string[]
  readonly anger?: number
  readonly sorrow?: number
  readonly delight?: number
  readonly text_hans?: string
}

/** Rows of one part of a set; none where the set has no such part. */
export function readRows(set: string, part: 'train' | 'dev'): Row[] {
  const file = path.join(DATA_FOLDER, 'text', `${set}.${part}.jsonl.gz`)
  if (!existsSync(file)) return []
  return unpack(file)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)
}

/** Two columns of a table of `lexicons/`. */
export function readPairs(name: string): [string, string][] {
  return unpack(path.join(DATA_FOLDER, 'lexicons', name))
    .split('\n')
    .map((line) => line.split('\t'))
    .flatMap(([from, to]): [string, string][] => (from && to ? [[from, to]] : []))
}

function unpack(file: string): string {
  return gunzipSync(readFileSync(file)).toString('utf8')
}
