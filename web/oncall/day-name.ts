import type { Locale } from '../ui/words.ts'

/** A day of the calendar as a reader calls it: 11/25（週三）, Wed 25/11. @param day `YYYY-MM-DD` */
export function dayName(day: string, locale: Locale): string {
  // As all other times: the day before the month.
  return new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    timeZone: 'UTC',
    month: 'numeric',
    day: 'numeric',
    weekday: 'short',
  }).format(new Date(day))
}
