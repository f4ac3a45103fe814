/**
 * The constructed benchmark of abnormal negative share: no public series with labelled onsets was found. Volumes are real (NAB), the
 * wandering of the share is fitted on human-labelled posts about airlines, the bursts are injected; so it is called constructed.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { dice, normal } from './chance.ts'
import { NAB_FOLDER } from './nab-data.ts'

export type Wandering = {
  /** intra-class correlation of an hour's posts */ readonly spread: number /** of one hour with the next */
  readonly persistence: number
}
export type Injection = { readonly from: number; readonly until: number; readonly rise: number; readonly hours: number }
export type Constructed = {
  readonly negative: readonly number[]
  readonly judged: readonly number[]
  readonly injections: readonly Injection[]
}

export const HOUR = 12
export const RISES = [0.1, 0.2, 0.3] as const
export const HOURS = [3, 6, 12] as const
const FIRST_INJECTION = 4 * 24 * HOUR
const FILE = join(NAB_FOLDER, 'airline_hourly.csv')
export const airlinesPresent = (): boolean => existsSync(FILE)

/** Moments over five airlines; American is left out, its burst is an artefact of how the set was collected. */
export function fitWandering(): Wandering {
  const hours = new Map<string, Map<number, { posts: number; negative: number }>>()
  for (const line of readFileSync(FILE, 'utf8').trim().split('\n').slice(1)) {
    const [airline = '', hour = '', posts, negative] = line.split(',')
    if (airline === 'American') continue
    const own = hours.get(airline) ?? new Map()
    own.set(Date.parse(`${hour.replace(' ', 'T')}Z`) / 3_600_000, { posts: Number(posts), negative: Number(negative) })
    hours.set(airline, own)
  }
  const moments = [0, 0, 0, 0]
  const add = (index: number, amount: number): void => {
    moments[index] = (moments[index] ?? 0) + amount
  }
  for (const own of hours.values()) {
    const all = [...own.values()]
    const level = sum(all.map(({ negative }) => negative)) / sum(all.map(({ posts }) => posts))
    const unit = level * (1 - level)
    for (const [hour, { posts, negative }] of own) {
      add(0, (negative - posts * level) ** 2 / unit - posts)
      add(1, posts * (posts - 1))
      const next = own.get(hour + 1)
      if (next === undefined) continue
      add(2, ((negative - posts * level) * (next.negative - next.posts * level)) / unit)
      add(3, posts * next.posts)
    }
  }
  const [excess = 0, pairs = 1, shared = 0, neighbours = 1] = moments
  const spread = excess / pairs
  return { spread, persistence: shared / neighbours / spread }
}

/** One brand's weeks: volumes as given, shares wandering around `level`, one injection about every three and a half days. */
export function construct(
  volumes: readonly number[],
  level: number,
  wandering: Wandering,
  seed: number,
  rises: readonly number[] = RISES,
): Constructed {
  const random = dice(seed)
  // the delta method turns the variance of a share into that of its logit; both ends of the scale are the airlines' own
  const deviation = Math.sqrt(wandering.spread / (level * (1 - level)))
  const keep = wandering.persistence ** (1 / HOUR)
  const injections = inject(volumes.length, rises, random)
  const centre = Math.log(level / (1 - level))
  let mood = deviation * normal(random)
  const shares = volumes.map(() => {
    mood = keep * mood + deviation * Math.sqrt(1 - keep * keep) * normal(random)
    return 1 / (1 + Math.exp(-centre - mood))
  })
  for (const { from, until, rise } of injections) {
    for (let row = from; row < until; row++) shares[row] = Math.min(0.98, (shares[row] ?? 0) + rise)
  }
  const negative = volumes.map((posts, row) => binomial(posts, shares[row] ?? 0, random))
  return { negative, judged: volumes, injections }
}

function inject(rows: number, rises: readonly number[], random: () => number): Injection[] {
  const injections: Injection[] = []
  let at = FIRST_INJECTION
  while (true) {
    const rise = rises[Math.floor(random() * rises.length)] ?? 0.1
    const hours = HOURS[Math.floor(random() * HOURS.length)] ?? 3
    const from = at + Math.floor(random() * 4 * 24 * HOUR)
    const until = from + hours * HOUR
    if (until >= rows) return injections
    injections.push({ from, until, rise, hours })
    at = until + 36 * HOUR
  }
}

/** Draws one by one up to 200 posts; beyond, the normal approximation is closer than any detector can tell. */
function binomial(posts: number, share: number, random: () => number): number {
  if (posts > 200) {
    const drawn = posts * share + Math.sqrt(posts * share * (1 - share)) * normal(random)
    return Math.max(0, Math.min(posts, Math.round(drawn)))
  }
  let hits = 0
  for (let post = 0; post < posts; post++) if (random() < share) hits++
  return hits
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
