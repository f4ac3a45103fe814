/**
 * `node scripts/train-rumour.ts`: learns server/models/rumour.bin.gz from the recorded, judged Weibo stories of WEIJI_TRAIN_DATA (casc_ced
 * alone: of the others one is for academic research only, one English, one without words). Deterministic, under a minute.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { loadRumours, NO_RUMOURS, rumoursPresent } from '../bench/rumour-cascades.ts'
import { createFold } from '../server/text/fold.ts'
import { type Column, writeModelFile } from '../server/text/model-file.ts'
import { type Grams, RUMOUR_AGES, type Trees } from '../server/text/rumour.ts'
import { startReading } from '../server/text/rumour-features.ts'
import { FULL, learn, prepare, STYLE_BLIND } from './train-rumour-model.ts'

const VERSION = 'weiji-rumour-1'
const MODELS = path.join(import.meta.dirname, '../server/models')

function main(): void {
  if (!rumoursPresent(['casc_ced'])) {
    console.error(NO_RUMOURS)
    process.exitCode = 1
    return
  }
  const reader = startReading(createFold(gunzipSync(readFileSync(path.join(MODELS, 'fold.bin.gz')))))
  const stories = loadRumours(reader, 'casc_ced').map((story) => prepare(reader, story))
  const full = learn(stories, FULL)
  const spread = learn(stories, STYLE_BLIND)
  const columns = {
    ...gramColumns('source', full.source),
    ...gramColumns('replies', full.replies),
    ...treeColumns('full', full.trees),
    ...treeColumns('spread', spread.trees),
  }
  const packed = gzipSync(writeModelFile(VERSION, columns), { level: 9 })
  // Renamed when whole: a running product must never read half a model.
  writeFileSync(path.join(MODELS, 'rumour.bin.gz.new'), packed)
  renameSync(path.join(MODELS, 'rumour.bin.gz.new'), path.join(MODELS, 'rumour.bin.gz'))
  console.log(`rumour.bin.gz: ${(packed.length / 1e3).toFixed(0)} kB, from ${stories.length} stories`)
}

/** In bytes: the largest weight is 127. */
function gramColumns(name: string, { weights, bias }: Grams): Record<string, Column> {
  const scale = Math.max(...Array.from(weights, Math.abs)) / 127
  return {
    [`${name}.weights`]: Int8Array.from(weights, (weight) => Math.round(weight / scale)),
    [`${name}.line`]: Float32Array.of(scale, bias),
  }
}

function treeColumns(name: string, trees: readonly Trees[]): Record<string, Column> {
  return Object.assign(
    {},
    ...RUMOUR_AGES.map((age, at) => {
      const { feature, cut, leaf, bias } = trees[at] as Trees
      return {
        [`${name}.${age}.feature`]: feature,
        [`${name}.${age}.cut`]: cut,
        [`${name}.${age}.leaf`]: leaf,
        [`${name}.${age}.bias`]: Float32Array.of(bias),
      }
    }),
  )
}

main()
