/**
 * `npm run train`: makes server/models anew from the labelled sets and OpenCC's tables of WEIJI_TRAIN_DATA (default ../shared/data),
 * measures the models on the dev parts with exactly the code that the product runs, and writes the model card.
 * Deterministic: the same data give the same bytes. Takes about three minutes on one core and 2 GB.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { create } from '../server/text/engine.ts'
import { createFold } from '../server/text/fold.ts'
import { writeModelFile } from '../server/text/model-file.ts'
import { writeCard } from './train-card.ts'
import { DATA_FOLDER, dataPresent } from './train-data.ts'
import { makeFold } from './train-fold.ts'
import { measure } from './train-measure.ts'
import { type Recipe, trainModel } from './train-model.ts'

/** Raise it when weights change: every verdict carries it. */
const VERSION = 'weiji-text-1'
const MODELS = path.join(import.meta.dirname, '../server/models')

/** Chosen on the dev parts; what else was tried stands in docs/decisions/0004-text-engine.md. */
const RECIPES: readonly Recipe[] = [
  { family: 'zh', pairs: 2 ** 18, features: 440_000, epochs: 8, rate: 0.1, l2: 0.06, unknown: 2, bare: 0.5 },
  { family: 'en', pairs: 2 ** 17, features: 200_000, epochs: 8, rate: 0.1, l2: 0.06, unknown: 2, bare: 0.5 },
]

function main(): void {
  if (!dataPresent()) {
    console.error(
      `no labelled sets in ${DATA_FOLDER}: name their folder in WEIJI_TRAIN_DATA (server/models/CARD.md lists them)`,
    )
    process.exitCode = 1
    return
  }
  const say = (line: string) => console.log(line)
  const foldBytes = makeFold(VERSION)
  save('fold.bin.gz', foldBytes)
  const fold = createFold(foldBytes)
  const columns = Object.assign({}, ...RECIPES.map((recipe) => trainModel(fold, recipe, say)))
  save('weights.bin.gz', writeModelFile(VERSION, columns))
  const engine = create({ fold: foldBytes, weights: gunzipSync(readFileSync(path.join(MODELS, 'weights.bin.gz'))) })
  writeFileSync(path.join(MODELS, 'CARD.md'), writeCard(engine.modelVersion, measure(engine)))
  say('quality: server/models/CARD.md')
}

function save(name: string, bytes: Uint8Array): void {
  const packed = gzipSync(bytes, { level: 9 })
  // Renamed when whole: a running product or test must never read half a model.
  writeFileSync(path.join(MODELS, `${name}.new`), packed)
  renameSync(path.join(MODELS, `${name}.new`), path.join(MODELS, name))
  console.log(`${name}: ${(packed.length / 1e6).toFixed(2)} MB, ${(bytes.length / 1e6).toFixed(2)} MB unpacked`)
}

main()
