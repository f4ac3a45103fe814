import { Refusal } from '../base/errors.ts'

/** @returns the name without space around it. @throws Refusal invalid, for names of nothing but space */
export function checkName(given: string, field: string): string {
  const name = given.trim()
  if (name === '') throw new Refusal('invalid', { field, reason: 'is empty' })
  return name
}

/** @returns the zone as given. @throws Refusal invalid, where there is no such IANA zone */
export function checkZone(zone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
  } catch {
    throw new Refusal('invalid', { field: 'zone', reason: 'is no time zone such as Asia/Taipei' })
  }
  return zone
}
