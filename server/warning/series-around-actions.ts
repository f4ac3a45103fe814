import { DAY, HOUR, MINUTE } from '../base/clock.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { countsAround, type DayCount, sharedPosts } from '../monitoring/around-reads.ts'
import { EVERYTHING } from '../monitoring/codes.ts'
import { listTracks, watchedUntil } from '../monitoring/reads.ts'
import { floorPoint } from './plan.ts'
import { AROUND_POINTS, areRelated, type Counts, hourOf, type Member, timesOfEach } from './series-around.ts'
import { lockRises, type Rise, risesUntil, saveRises } from './series-around-store.ts'
import type { WatchApp } from './watching.ts'

const STEP_MINUTES = 5
const STEP_MS: number = STEP_MINUTES * MINUTE
/** Posts come late, to all tracks alike: so many hours are counted again at each point. */
const AGAIN_MS = 2 * HOUR
/** Further back nobody counts when it begins, or after a stop. */
const MOST_MS = 6 * HOUR
const DAYS_BEFORE = 7
const WHOLE = ''

/**
 * Counts what is said around each track at every complete point, before detectors read it: one query for all tracks of the organisation,
 * once in five minutes. Where there is nothing to compare with, nothing is stored, and nothing changes.
 */
export async function followAround(app: WatchApp, orgId: string): Promise<void> {
  const until = floorPoint(await watchedUntil(app.db, orgId, app.clock.now()), STEP_MINUTES)
  const known = await risesUntil(app.db, orgId)
  if (known && known >= until) return
  const tracks = await listTracks(app.db, orgId)
  if (tracks.length === 0) return
  await inTransaction(app.db, async (trx) => {
    if (!(await lockRises(trx, orgId))) return
    const begin = Math.max((known ?? until).getTime() - AGAIN_MS, until.getTime() - MOST_MS)
    const from = floorPoint(new Date(begin), STEP_MINUTES)
    const span = { from: new Date(from.getTime() - (AROUND_POINTS - 1) * STEP_MS), to: until }
    const ids = tracks.map(({ id }) => id)
    const table = tableOf(await countsAround(trx, orgId, ids, span, DAYS_BEFORE), span.from)
    const since = new Map(tracks.map(({ id, createdAt }) => [id, createdAt]))
    const rises: Rise[] = []
    for (let at = from.getTime(); at < until.getTime(); at += STEP_MS) {
      rises.push(...(await risesAt(trx, orgId, { table, since, first: span.from, at: new Date(at) })))
    }
    await saveRises(trx, orgId, { from, upTo: until }, rises)
  })
}

/** platform → track → days before → posts by point */
type Table = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<number, number[]>>>
type Looked = {
  readonly table: Table
  /** track → since when it is watched */
  readonly since: ReadonlyMap<string, Date>
  readonly first: Date
  readonly at: Date
}

async function risesAt(trx: Trx, orgId: string, looked: Looked): Promise<Rise[]> {
  const crowds = new Map([...looked.table.keys()].map((platform) => [platform, crowdOn(looked, platform)]))
  const alone = risesFor(looked.at, crowds, () => false)
  if (alone.length === 0) return []
  // Only now is it worth asking which tracks are about the same posts.
  const shared = await sharedPosts(trx, orgId, new Date(looked.at.getTime() + STEP_MS))
  const hours = new Map(crowds.get(WHOLE)?.members.map(({ trackId, counts }) => [trackId, hourOf(counts)]))
  const related = new Set(
    shared
      .filter(({ one, other, posts }) => areRelated(posts, hours.get(one) ?? 0, hours.get(other) ?? 0))
      .flatMap(({ one, other }) => [`${one} ${other}`, `${other} ${one}`]),
  )
  return related.size === 0 ? alone : risesFor(looked.at, crowds, (one, other) => related.has(`${one} ${other}`))
}

type Crowd = { readonly members: readonly Member[]; readonly everything: Counts }

function risesFor(
  at: Date,
  crowds: ReadonlyMap<string, Crowd>,
  isRelated: (one: string, other: string) => boolean,
): Rise[] {
  return [...crowds].flatMap(([platform, { members, everything }]) => {
    const times = timesOfEach(members, everything, isRelated)
    return members
      .map(({ trackId }, n) => ({ trackId, platform, at, times: times[n] ?? 1 }))
      .filter((rise) => rise.times > 1)
  })
}

function crowdOn(looked: Looked, platform: string): Crowd {
  const rows = looked.table.get(platform)
  const members = [...looked.since].map(([trackId, createdAt]) => {
    const age = Math.floor((looked.at.getTime() - createdAt.getTime()) / DAY)
    return { trackId, counts: countsOf(looked, rows?.get(trackId), Math.min(DAYS_BEFORE, age)) }
  })
  const oldest = Math.max(0, ...members.map(({ counts }) => counts.before.length))
  return { members, everything: countsOf(looked, rows?.get(EVERYTHING), oldest) }
}

function countsOf({ first, at }: Looked, days: ReadonlyMap<number, number[]> | undefined, known: number): Counts {
  const end = Math.round((at.getTime() - first.getTime()) / STEP_MS) + 1
  const pointsOf = (day: number): number[] =>
    Array.from({ length: AROUND_POINTS }, (_, n) => days?.get(day)?.[end - AROUND_POINTS + n] ?? 0)
  return { today: pointsOf(0), before: Array.from({ length: Math.max(0, known) }, (_, n) => pointsOf(n + 1)) }
}

function tableOf(counts: readonly DayCount[], first: Date): Table {
  const table = new Map<string, Map<string, Map<number, number[]>>>()
  for (const { trackId, platform, days, at, posts } of counts) {
    const point = Math.round((at.getTime() - first.getTime()) / STEP_MS)
    for (const name of [WHOLE, platform]) {
      const tracks = table.get(name) ?? new Map<string, Map<number, number[]>>()
      const own = tracks.get(trackId) ?? new Map<number, number[]>()
      const points = own.get(days) ?? []
      points[point] = (points[point] ?? 0) + posts
      table.set(name, tracks.set(trackId, own.set(days, points)))
    }
  }
  return table
}
