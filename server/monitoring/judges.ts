import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { startPool } from '../base/threads.ts'
import type { Judged, JudgeReply, JudgeRequest, ModelBytes, TrackSource } from '../text/contract.ts'
import { createFold, type Fold } from '../text/fold.ts'
import { readModelFile } from '../text/model-file.ts'

/** The text engine in worker threads, for all organisations. Made once in main.ts. */
export type Judges = {
  /** name and version of the trained model, stored with every verdict */
  readonly modelVersion: string
  /** to compile tracks with where a page asks why a post matched (`compileTracks(fold, tracks).matcher.explain`) */
  readonly fold: Fold
  /**
   * Verdicts on texts, against the tracks of one organisation.
   * @param tracksKey names this very list: another list, another key (organisation and version of its tracks)
   * @throws PoolBusy when too many batches wait
   */
  judge(texts: readonly string[], tracksKey: string, tracks: readonly TrackSource[]): Promise<Judged>
  close(): Promise<void>
}

export type JudgesOptions = {
  /** folder of fold.bin.gz and weights.bin.gz; default: server/models */
  readonly modelFolder?: string
  /** threads; default: one less than there are cores, at least 1, at most 4 */
  readonly size?: number
  /** batches that may wait */
  readonly queueLimit?: number
}

export const MODEL_FOLDER: string = path.join(import.meta.dirname, '../models')
const MOST_THREADS = 4
/** Pages and searches go before a post that comes in a moment later. */
const NICENESS = 5

/** @throws Error when the models are absent or broken */
export async function startJudges(options: JudgesOptions = {}): Promise<Judges> {
  const bytes = readModels(options.modelFolder)
  const pool = await startPool<ModelBytes, JudgeRequest, JudgeReply>({
    module: new URL('../text/thread.ts', import.meta.url),
    name: 'judgeThread',
    init: bytes,
    niceness: NICENESS,
    size: options.size ?? Math.min(MOST_THREADS, Math.max(1, availableParallelism() - 1)),
    ...(options.queueLimit === undefined ? {} : { queueLimit: options.queueLimit }),
  })
  return {
    modelVersion: readModelFile(bytes.weights).version,
    fold: createFold(bytes.fold),
    async judge(texts, tracksKey, tracks) {
      const first = await pool.call({ texts, tracksKey })
      const reply = 'judged' in first ? first : await pool.call({ texts, tracksKey, tracks })
      if ('needTracks' in reply) throw new Error('a thread asked for tracks that it was given')
      return reply.judged
    },
    close: () => pool.close(),
  }
}

/** The models, unpacked into memory that all threads share. */
export function readModels(folder: string = MODEL_FOLDER): ModelBytes {
  return { fold: readShared(folder, 'fold.bin.gz'), weights: readShared(folder, 'weights.bin.gz') }
}

function readShared(folder: string, name: string): Uint8Array {
  const bytes = gunzipSync(readFileSync(path.join(folder, name)))
  const memory = new Uint8Array(new SharedArrayBuffer(bytes.length))
  memory.set(bytes)
  return memory
}
