/** A moment as a field for date and time shows it, `2026-06-01T17:00`, in a zone; '' where there is none. */
export function localText(at: string | null, zone: string): string {
  if (at === null) return ''
  return new Date(new Date(at).getTime() + offsetMs(new Date(at), zone)).toISOString().slice(0, 16)
}

/** The moment that such a field means in a zone. Of one that a change of clocks makes twice, one of the two. */
export function utcOf(text: string, zone: string): string {
  const asUtc = new Date(`${text.slice(0, 16)}:00Z`)
  const guess = new Date(asUtc.getTime() - offsetMs(asUtc, zone))
  return new Date(asUtc.getTime() - offsetMs(guess, zone)).toISOString()
}

/** How far a zone is ahead of UTC; an unknown zone counts as UTC until the server has refused it. */
function offsetMs(at: Date, zone: string): number {
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
    return local - Math.floor(at.getTime() / 1000) * 1000
  } catch {
    return 0
  }
}
