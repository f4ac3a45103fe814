/**
 * What everybody else says, as a measure of what one track says (handbook 2.1.1; everyone rises at New Year). Careful on purpose: a rise
 * counts only as far as the lesser half of the other tracks has it, all other posts together have it too, and chance does not explain
 * it; tracks that are about the same posts are no witnesses for each other. So a storm of one brand, on however many of its tracks, is
 * not explained away as long as anybody else is watched.
 */

/** Counts of 5 minutes that end at one moment: of today, and of the same time of day of earlier days, oldest point first. */
export type Counts = { readonly today: readonly number[]; readonly before: readonly (readonly number[])[] }

export type Member = { readonly trackId: string; readonly counts: Counts }

/** So many points must be given; the windows, in points, in which a rise may show first. */
export const AROUND_POINTS = 12
const WINDOWS = [1, 3, AROUND_POINTS] as const
/** Fewer days are no usual. */
const LEAST_DAYS = 3
/** Another track is a witness from so many posts in its usual hour on; one witness alone is none. */
const LEAST_POSTS = 3
const LEAST_WITNESSES = 2
/** Where tracks are too few, all other posts are the measure, if they are so many times the track's own and so many in an hour. */
const BULK = { times: 4, posts: 20 } as const
/** Less is the usual, give or take. */
const LEAST_TIMES = 1.25
const MOST_TIMES = 10

/** What is said and what is usual, in each of WINDOWS. */
type Measured = { readonly now: readonly number[]; readonly usual: readonly number[] }
type Witness = Measured & { readonly trackId: string }
const HOUR: number = WINDOWS.indexOf(AROUND_POINTS)

/**
 * How many times the usual is said around a track, 1 where nothing speaks for more.
 * @param own its counts  @param everything those of all posts, its own among them
 * @param isRelated whether another track is about the same posts
 */
export function timesAround(
  own: Member,
  others: readonly Member[],
  everything: Counts,
  isRelated: (trackId: string) => boolean,
): number {
  return timesAmong(own, witnessesOf(others), everything, isRelated)
}

/** Likewise of each of these tracks, in their order. All of them are measured once, not once for each other. */
export function timesOfEach(
  members: readonly Member[],
  everything: Counts,
  isRelated: (one: string, other: string) => boolean,
): number[] {
  const witnesses = witnessesOf(members)
  return members.map((own) => timesAmong(own, witnesses, everything, (other) => isRelated(own.trackId, other)))
}

/** @param witnesses its own track may be among them */
function timesAmong(
  own: Member,
  witnesses: readonly Witness[],
  everything: Counts,
  isRelated: (trackId: string) => boolean,
): number {
  const rest = without(everything, own.counts)
  if (!isKnown(rest)) return 1
  const around = measure(rest)
  const heard = witnesses.filter(({ trackId }) => trackId !== own.trackId && !isRelated(trackId))
  if (heard.length < LEAST_WITNESSES && !isBulk(own.counts, around)) return 1
  const lesser = heard.length < LEAST_WITNESSES ? [] : heard.slice(0, Math.ceil(heard.length / 2))
  const times = WINDOWS.map((_, window) =>
    Math.min(certainTimes([around], window), lesser.length > 0 ? certainTimes(lesser, window) : MOST_TIMES),
  )
  const most = Math.min(MOST_TIMES, Math.max(...times))
  return most >= LEAST_TIMES ? most : 1
}

/** Whether two tracks are about the same posts. @param shared posts of the hour that both have */
export function areRelated(shared: number, one: number, other: number): boolean {
  return shared > 0 && shared >= 0.2 * Math.min(one, other)
}

export const hourOf = ({ today }: Counts): number => sum(today.slice(-AROUND_POINTS))

/** Those who say enough to be heard; who has risen least stands first. */
function witnessesOf(members: readonly Member[]): Witness[] {
  const risen = ({ now, usual }: Measured): number => ((now[HOUR] ?? 0) + 1) / ((usual[HOUR] ?? 0) + 1)
  return members
    .filter(({ counts }) => isKnown(counts))
    .map(({ trackId, counts }) => ({ trackId, ...measure(counts) }))
    .filter(({ usual }) => (usual[HOUR] ?? 0) >= LEAST_POSTS)
    .sort((one, other) => risen(one) - risen(other))
}

function measure(counts: Counts): Measured {
  return {
    now: WINDOWS.map((points) => sum(counts.today.slice(-points))),
    usual: WINDOWS.map((points) => usualOf(counts, points)),
  }
}

/** How many times the usual it is at least, give or take one deviation of chance. */
function certainTimes(pool: readonly Measured[], window: number): number {
  const now = sum(pool.map((each) => each.now[window] ?? 0))
  const usual = sum(pool.map((each) => each.usual[window] ?? 0))
  return (now - Math.sqrt(now)) / (usual + 1)
}

/** The middle of the earlier days: one of them may have had a storm. */
function usualOf({ before }: Counts, points: number): number {
  const days = before.map((day) => sum(day.slice(-points))).sort((one, other) => one - other)
  const middle = (days.length - 1) / 2
  return ((days[Math.floor(middle)] ?? 0) + (days[Math.ceil(middle)] ?? 0)) / 2
}

const isKnown = ({ before }: Counts): boolean => before.length >= LEAST_DAYS

function isBulk(own: Counts, rest: Measured): boolean {
  const usual = rest.usual[HOUR] ?? 0
  return usual >= BULK.posts && usual >= BULK.times * usualOf(own, AROUND_POINTS)
}

function without(all: Counts, own: Counts): Counts {
  const less = (one: readonly number[], other: readonly number[] = []) =>
    one.map((count, n) => Math.max(0, count - (other[n] ?? 0)))
  // Days on which the track was not watched yet say nothing of the others.
  const days = Math.min(all.before.length, own.before.length)
  return {
    today: less(all.today, own.today),
    before: all.before.slice(0, days).map((day, n) => less(day, own.before[n])),
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
