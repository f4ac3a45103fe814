/** How many messages a text is charged as (3GPP TS 23.038, TS 23.040): GSM letters go 160 to one, anything else 70. */

const GSM =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ!"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
/** Take two places. */
const EXTENDED = '^{}\\[~]|€'

export function smsSegments(text: string): number {
  const sizes = [...text].map((character) => (GSM.includes(character) ? 1 : EXTENDED.includes(character) ? 2 : 0))
  if (sizes.includes(0)) return count(unitSizes(text), 70, 67)
  return count(sizes, 160, 153)
}

export function isGsm(text: string): boolean {
  return [...text].every((character) => GSM.includes(character) || EXTENDED.includes(character))
}

/** In UCS-2 a character outside of the first plane takes two places. */
function unitSizes(text: string): number[] {
  return [...text].map((character) => character.length)
}

/** A character of two places is not divided between two parts. */
function count(sizes: readonly number[], alone: number, inParts: number): number {
  if (sizes.reduce((sum, size) => sum + size, 0) <= alone) return 1
  let parts = 1
  let used = 0
  for (const size of sizes) {
    if (used + size > inParts) {
      parts += 1
      used = 0
    }
    used += size
  }
  return parts
}
