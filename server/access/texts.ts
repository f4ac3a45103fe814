import { Refusal } from '../base/errors.ts'

/** @returns the name without space around it. @throws Refusal invalid, for names of nothing but space */
export function checkName(given: string, field: string): string {
  const name = given.trim()
  if (name === '') throw new Refusal('invalid', { field, reason: 'is empty' })
  return name
}

/**
 * The one check of zones that people choose: of organisations, rosters and quiet hours.
 * @returns the zone as given. @throws Refusal invalid, where there is no such IANA zone, and for bare offsets
 */
export function checkZone(zone: string): string {
  if (/^[+-]/.test(zone))
    throw new Refusal('invalid', {
      field: 'zone',
      reason: 'must be a name: a bare offset would not follow summer time',
    })
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
  } catch {
    throw new Refusal('invalid', { field: 'zone', reason: 'is no time zone such as Asia/Taipei' })
  }
  return zone
}
