import type { Locale } from '../notifiers/contract.ts'

const LANGUAGE: Readonly<Record<Locale, string>> = { 'zh-Hant': 'zh-TW', 'zh-Hans': 'zh-CN', en: 'en-GB' }

/** Day and hour in the organisation's zone, with the zone: a letter may be read anywhere. */
export function formatTime(at: Date, locale: Locale, zone: string): string {
  const parts = { month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit' } as const
  return `${format(at, locale, zone, parts)} ${zoneName(at, zone)}`
}

/** The hour alone. */
export function formatHour(at: Date, locale: Locale, zone: string): string {
  return format(at, locale, zone, { hour: '2-digit', minute: '2-digit' })
}

function format(at: Date, locale: Locale, zone: string, parts: Intl.DateTimeFormatOptions): string {
  const text = new Intl.DateTimeFormat(LANGUAGE[locale], { timeZone: zone, hourCycle: 'h23', ...parts }).format(at)
  // Thin and unbreakable spaces, which some mail programs draw as boxes.
  return text.replace(/\s/gu, ' ')
}

/** Such as GMT+8. */
function zoneName(at: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(at)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone
}
