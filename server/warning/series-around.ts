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
  const rest = without(everything, own.counts)
  const witnesses = others.filter(
    ({ trackId, counts }) =>
      trackId !== own.trackId && isKnown(counts) && usualOf(counts, AROUND_POINTS) >= LEAST_POSTS,
  )
  const heard = witnesses.filter(({ trackId }) => !isRelated(trackId))
  if (!isKnown(rest)) return 1
  if (heard.length < LEAST_WITNESSES && !isBulk(own.counts, rest)) return 1
  const lesser = heard.length < LEAST_WITNESSES ? [] : lesserHalf(heard)
  const times = WINDOWS.map((points) =>
    Math.min(certainTimes([rest], points), lesser.length > 0 ? certainTimes(lesser, points) : MOST_TIMES),
  )
  const most = Math.min(MOST_TIMES, Math.max(...times))
  return most >= LEAST_TIMES ? most : 1
}

/** Whether two tracks are about the same posts. @param shared posts of the hour that both have */
export function areRelated(shared: number, one: number, other: number): boolean {
  return shared > 0 && shared >= 0.2 * Math.min(one, other)
}

export const hourOf = ({ today }: Counts): number => sum(today.slice(-AROUND_POINTS))

function lesserHalf(members: readonly Member[]): Counts[] {
  const risen = ({ counts }: Member): number => (hourOf(counts) + 1) / (usualOf(counts, AROUND_POINTS) + 1)
  const sorted = [...members].sort((one, other) => risen(one) - risen(other))
  return sorted.slice(0, Math.ceil(members.length / 2)).map(({ counts }) => counts)
}

/** How many times the usual it is at least, give or take one deviation of chance. */
function certainTimes(pool: readonly Counts[], points: number): number {
  const now = sum(pool.map(({ today }) => sum(today.slice(-points))))
  const usual = sum(pool.map((counts) => usualOf(counts, points)))
  return (now - Math.sqrt(now)) / (usual + 1)
}

/** The middle of the earlier days: one of them may have had a storm. */
function usualOf({ before }: Counts, points: number): number {
  const days = before.map((day) => sum(day.slice(-points))).sort((one, other) => one - other)
  const middle = (days.length - 1) / 2
  return ((days[Math.floor(middle)] ?? 0) + (days[Math.ceil(middle)] ?? 0)) / 2
}

const isKnown = ({ before }: Counts): boolean => before.length >= LEAST_DAYS

function isBulk(own: Counts, rest: Counts): boolean {
  const usual = usualOf(rest, AROUND_POINTS)
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
