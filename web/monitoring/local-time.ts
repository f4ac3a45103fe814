/** A moment as a field for date and time shows it, `2026-06-01T17:00`, in a zone; '' where there is none. */
export function localText(at: string | null, zone: string): string {
  if (at === null) return ''
  const ms = Date.parse(at)
  return new Date(ms + offsetMs(ms, zone)).toISOString().slice(0, 16)
}

/** The moment that such a field means in a zone. Of one that a change of clocks makes twice, one of the two. */
export function utcOf(text: string, zone: string): string {
  return momentOf(Date.parse(`${text.slice(0, 16)}:00Z`), zone)
}

/**
 * The moment at which clocks of a zone show what those in UTC show at another: in an hour that the zone leaps over, one hour earlier; in one
 * that it repeats, the first.
 */
export function momentOf(asUtc: number, zone: string): string {
  // The offset at the wanted time is that of a time near it; the second look mends what lies beyond a change of clocks.
  const guess = asUtc - offsetMs(asUtc, zone)
  return new Date(asUtc - offsetMs(guess, zone)).toISOString()
}

/** `YYYY-MM-DD`, so many days later. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10)
}

const DAY = 86_400_000

/** How far a zone is ahead of UTC; an unknown zone counts as UTC until the server has refused it. */
function offsetMs(at: number, zone: string): number {
  try {
    const parts = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    }).formatToParts(at)
    const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value)
    const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
    return local - Math.floor(at / 1000) * 1000
  } catch {
    return 0
  }
}
