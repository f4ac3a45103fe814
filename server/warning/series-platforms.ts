/** Which platforms of a track have a series of their own: those on which enough is said, and that are not the track itself. */

/** A platform is judged by so many days. */
export const PLATFORM_DAYS = 7
/** So many posts a day begin a series; below half of it ends: nobody's series must come and go with the weather. */
const LEAST_A_DAY = 12
/** A platform that is nearly all of a track says nothing that the whole does not say. */
const MOST_SHARE = 0.8
const MOST_PLATFORMS = 6

/** @param totals posts of the last PLATFORM_DAYS days, most first  @param known platforms that have a series already */
export function loudPlatforms(
  totals: readonly { readonly name: string; readonly posts: number }[],
  known: readonly string[],
): string[] {
  const whole = totals.reduce((sum, { posts }) => sum + posts, 0)
  const isLoud = ({ name, posts }: { readonly name: string; readonly posts: number }): boolean => {
    const isKnown = known.includes(name)
    const least = LEAST_A_DAY * PLATFORM_DAYS * (isKnown ? 0.5 : 1)
    return posts >= least && posts <= whole * (isKnown ? 0.5 + MOST_SHARE / 2 : MOST_SHARE)
  }
  return totals
    .filter(isLoud)
    .slice(0, MOST_PLATFORMS)
    .map(({ name }) => name)
}
