import ICAL from 'ical.js'

export type ReadCalendar = {
  readonly name: string
  readonly refresh: string
  /** `2026-03-02T01:00:00Z – 2026-03-09T01:00:00Z 值班：…`, as they stand there */
  readonly events: readonly string[]
  readonly uids: readonly string[]
  readonly sequences: readonly number[]
}

/** A calendar as a program that is not ours reads it. @throws where it is no iCalendar */
export function readCalendar(text: string): ReadCalendar {
  // It knows RFC 5545 alone; of the name it must know that it is text (RFC 7986, 5.1).
  Object.assign(ICAL.design.icalendar.property, { name: { defaultType: 'text' } })
  const calendar = new ICAL.Component(ICAL.parse(text))
  const components = calendar.getAllSubcomponents('vevent')
  const events = components.map((each) => new ICAL.Event(each))
  const timeOf = (time: ICAL.Time): string => time.toJSDate().toISOString().replace('.000', '')
  return {
    name: String(calendar.getFirstPropertyValue('name')),
    refresh: String(calendar.getFirstPropertyValue('refresh-interval')),
    events: events.map(({ startDate, endDate, summary }) => `${timeOf(startDate)} – ${timeOf(endDate)} ${summary}`),
    uids: events.map(({ uid }) => uid),
    sequences: events.map(({ sequence }) => Number(sequence)),
  }
}
