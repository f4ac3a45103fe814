import { HOUR, MINUTE } from './clock.ts'

/** `HH:MM` → ms since midnight */
export function hourMs(hour: string): number {
  const [hours = 0, minutes = 0] = hour.split(':').map(Number)
  return hours * HOUR + minutes * MINUTE
}

/** Of a day since 1970-01-01, which was a Thursday; also of earlier ones: 1 Monday … 7 Sunday. */
export function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1
}
