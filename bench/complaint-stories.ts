/** Recorded stories of ../shared/data with the words of their replies. Never copied into the repository. */
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
  /** seconds after the first post, parent, author, words */
  readonly posts: readonly (readonly [number, number, string, string?, string?])[]
}

export function loadStories(): Recorded[] {
  const lines = gunzipSync(readFileSync(FILE)).toString('utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Recorded)
}
