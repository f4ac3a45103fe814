/** One shift as a calendar shows it; times in ms. */
export type CalendarEvent = {
  /** the same for the same shift, whatever becomes of its end and its person */
  readonly uid: string
  readonly from: number
  readonly to: number
  readonly summary: string
}

export type Calendar = {
  readonly name: string
  /** a page where one can do something about it */
  readonly url: string
  readonly events: readonly CalendarEvent[]
}

export type Revision = { readonly sequence: number; readonly changedAt: Date }

const MOST_OCTETS = 75
/** How often a program should ask again. Google asks when it likes, Apple and Outlook do as told. */
const REFRESH = 'PT1H'
/** iCalendar wants at least one component (RFC 5545, 3.6), and whoever has no shift has none but this. */
const NO_EVENTS = [
  'BEGIN:VTIMEZONE',
  'TZID:UTC',
  'BEGIN:STANDARD',
  'DTSTART:19700101T000000',
  'TZOFFSETFROM:+0000',
  'TZOFFSETTO:+0000',
  'END:STANDARD',
  'END:VTIMEZONE',
]

/**
 * A calendar as RFC 5545 wants it. By hand: `ical-generator` 11.1 writes the calendar's name unescaped, so that a line break in a roster's
 * name would write lines of its own, keeps control characters, and ends without the line end that is due.
 */
export function calendarText({ name, url, events }: Calendar, revision: Revision): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Weiji//On call//EN',
    'CALSCALE:GREGORIAN',
    `NAME:${escaped(name)}`,
    `X-WR-CALNAME:${escaped(name)}`,
    `REFRESH-INTERVAL;VALUE=DURATION:${REFRESH}`,
    `X-PUBLISHED-TTL:${REFRESH}`,
    ...(events.length === 0 ? NO_EVENTS : events.flatMap((event) => eventLines(event, url, revision))),
    'END:VCALENDAR',
  ]
  return lines.map((line) => `${folded(line)}\r\n`).join('')
}

/** In UTC, so that no program needs to know a zone; being on call does not make anybody busy. */
function eventLines(event: CalendarEvent, url: string, { sequence, changedAt }: Revision): string[] {
  const changed = utcText(changedAt.getTime())
  return [
    'BEGIN:VEVENT',
    `UID:${event.uid}`,
    // Without METHOD it says when this was last revised (3.8.7.2).
    `DTSTAMP:${changed}`,
    `LAST-MODIFIED:${changed}`,
    `SEQUENCE:${sequence}`,
    `DTSTART:${utcText(event.from)}`,
    `DTEND:${utcText(event.to)}`,
    `SUMMARY:${escaped(event.summary)}`,
    `URL:${url}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ]
}

/** `20260302T010000Z` */
export function utcText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
}

/** 3.3.11: no control characters but the tab; line breaks as `\n`. */
function escaped(text: string): string {
  return (
    text
      .replace(/[\\;,]/g, (sign) => `\\${sign}`)
      .replace(/\r\n|\r|\n/g, '\\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come through
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
  )
}

/** 3.1: at most 75 octets a line, never within a character; what goes on begins with a space. */
function folded(line: string): string {
  let [text, octets] = ['', 0]
  for (const character of line) {
    const size = Buffer.byteLength(character)
    if (octets + size > MOST_OCTETS) {
      text += '\r\n '
      octets = 1
    }
    text += character
    octets += size
  }
  return text
}
