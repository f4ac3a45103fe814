/** Recorded Weibo stories (CED) of ../shared/data. Never copied into the repository. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'

const FOLDER = process.env.WEIJI_TRAIN_DATA ?? path.join(import.meta.dirname, '../../shared/data')
const FILE: string = path.join(FOLDER, 'text/casc_ced.train.jsonl.gz')
export const NO_STORIES = 'recorded stories absent (text/casc_ced.train.jsonl.gz): skipped'
export const storiesPresent = (): boolean => existsSync(FILE)

export type Recorded = {
  readonly event_id: string
  readonly text: string
  /** seconds since 1970 */
  readonly time: number
  readonly author: { readonly id: string; readonly followers: number; readonly verified: boolean }
  /** seconds after the first post, parent, author, words */
  readonly posts: readonly (readonly [number, number, string, string?, string?])[]
}

export function loadRecorded(): Recorded[] {
  const lines = gunzipSync(readFileSync(FILE)).toString('utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Recorded)
}
