import { DAY } from '../base/clock.ts'
import { hourMs, weekdayOf } from '../base/wall-time.ts'
import type { Holiday, Hours, PolicySet } from './schema.ts'
import { dayText, type ZoneClock } from './zone.ts'

export type DayKind = 'work' | 'off'
/** `YYYY-MM-DD` → what the list says of this day */
export type DayList = ReadonlyMap<string, DayKind>

export function dayListOf(days: readonly Pick<Holiday, 'day' | 'kind'>[]): DayList {
  return new Map(days.map(({ day, kind }) => [day, kind]))
}

/** A day of the list is what it says there, any other what its weekday says. @param day since 1970-01-01 */
export function dayKindOf(day: number, list: DayList): DayKind {
  return list.get(dayText(day)) ?? (weekdayOf(day) >= 6 ? 'off' : 'work')
}

type Business = Pick<PolicySet, 'businessFrom' | 'businessTo'>

/** A weekend that is made up (調休) has business hours; a holiday has none, whatever its weekday. */
export function hoursAt(at: number, clock: ZoneClock, list: DayList, { businessFrom, businessTo }: Business): Hours {
  const { day, ms } = clock.localOf(at)
  if (dayKindOf(day, list) === 'off') return 'off'
  return ms >= hourMs(businessFrom) && ms < hourMs(businessTo) ? 'business' : 'night'
}

/** A list that leaves no working day would search for ever. */
const MOST_DAYS = 60

/** This moment where it lies in business hours, else when they next begin. */
export function nextBusiness(at: number, clock: ZoneClock, list: DayList, business: Business): number {
  if (hoursAt(at, clock, list, business) === 'business') return at
  const { day: today } = clock.localOf(at)
  for (let day = today; day < today + MOST_DAYS; day++) {
    const from = clock.momentOf({ day, ms: hourMs(business.businessFrom) })
    if (from > at && dayKindOf(day, list) === 'work') return from
  }
  return at + DAY
}
