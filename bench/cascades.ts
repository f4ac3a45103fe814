/** Recorded cascades of ../shared/data: when each post of a story came. Never copied into the repository. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'

const FOLDER = process.env.WEIJI_TRAIN_DATA ?? path.join(import.meta.dirname, '../../shared/data')
export const CASCADE_SETS = ['casc_ced', 'casc_twitter1516'] as const
export const NO_CASCADES: string = `recorded cascades absent (${CASCADE_SETS.map((set) => `text/${set}.train.jsonl.gz`).join(', ')}): skipped`

export type Cascade = {
  readonly id: string
  readonly set: (typeof CASCADE_SETS)[number]
  /** posts per 5 minutes from the first post on, as long as anything was said */
  readonly counts: readonly number[]
  /** 0..9, the same each time: 0 to 5 teach, 6 and 7 calibrate, 8 and 9 judge */
  readonly part: number
}

const file = (set: string): string => path.join(FOLDER, 'text', `${set}.train.jsonl.gz`)
export const cascadesPresent = (): boolean => CASCADE_SETS.every((set) => existsSync(file(set)))

export function loadCascades(): Cascade[] {
  return CASCADE_SETS.flatMap((set) => {
    const lines = gunzipSync(readFileSync(file(set)))
      .toString('utf8')
      .split('\n')
    return lines.flatMap((line) => (line === '' ? [] : [read(set, JSON.parse(line) as Recorded)]))
  })
}

type Recorded = { readonly event_id: string; readonly posts: readonly (readonly [number, ...unknown[]])[] }

function read(set: Cascade['set'], { event_id: id, posts }: Recorded): Cascade {
  const points = posts.map(([seconds]) => Math.floor(seconds / 300)).filter((point) => point >= 0)
  const counts = new Array<number>(Math.min(MOST_POINTS, Math.max(-1, ...points) + 1)).fill(0)
  for (const point of points) if (point < counts.length) counts[point] = (counts[point] ?? 0) + 1
  return { id, set, counts, part: digest(id) % 10 }
}

/** Four days: the oldest age that is asked about, and the longest horizon after it, with room. */
const MOST_POINTS: number = 4 * 288

/** FNV-1a. */
function digest(text: string): number {
  let hash = 2166136261
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 16777619)
  return hash >>> 0
}
