/** Times as people write them into a field (`2026-03-02T10:00`), in a zone that is not the browser's. */
export function toField(at: string | undefined, zone: string): string {
  if (at === undefined || Number.isNaN(new Date(at).getTime())) return ''
  return wallClock(new Date(at), zone).slice(0, 16)
}

/** @returns undefined for what is no time. In an hour that a zone leaps over, one hour earlier; in one that it repeats, the first. */
export function fromField(text: string, zone: string): string | undefined {
  const asUtc = Date.parse(`${text}${text.length === 16 ? ':00' : ''}Z`)
  if (Number.isNaN(asUtc)) return undefined
  // The offset at the wanted time is that of a time near it; the second look mends what lies beyond a change of clocks.
  const first = asUtc - offsetMs(asUtc, zone)
  return new Date(asUtc - offsetMs(first, zone)).toISOString()
}

function offsetMs(at: number, zone: string): number {
  return Date.parse(`${wallClock(new Date(at), zone)}Z`) - Math.floor(at / 1000) * 1000
}

function wallClock(at: Date, zone: string): string {
  // Swedish writes 2026-03-02 10:00:00.
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  return format.format(at).replace(' ', 'T')
}
