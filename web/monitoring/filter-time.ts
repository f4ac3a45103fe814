import { localText, momentOf } from './local-time.ts'

/** Times as people write them into a field (`2026-03-02T10:00`), in a zone that is not the browser's. */
export function toField(at: string | undefined, zone: string): string {
  return at === undefined || Number.isNaN(Date.parse(at)) ? '' : localText(at, zone)
}

/** @returns undefined for what is no time. In an hour that a zone leaps over, one hour earlier; in one that it repeats, the first. */
export function fromField(text: string, zone: string): string | undefined {
  const asUtc = Date.parse(`${text}${text.length === 16 ? ':00' : ''}Z`)
  return Number.isNaN(asUtc) ? undefined : momentOf(asUtc, zone)
}
