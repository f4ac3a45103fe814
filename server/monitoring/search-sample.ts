/**
 * Which documents are read where reading all of them would take too long: one of every so many, as good as by chance and the same each time,
 * so that a number does not change when it is asked again, and a text that was read need not be read again when more come.
 * @returns which documents of which segments; what is drawn of many is among what is drawn of fewer
 */
export function sampleOf(total: number, most: number): (segmentId: number, doc: number) => boolean {
  let mask = 0
  for (let drawn = total; drawn > most; drawn /= 2) mask = (mask << 1) | 1
  return (segmentId, doc) => (spread(segmentId, doc) & mask) === 0
}

/** Names a document among all segments of an organisation. */
export function placeKey(segmentId: number, doc: number): number {
  return segmentId * MOST_DOCS + doc
}
const MOST_DOCS = 2 ** 22

/** The finish of MurmurHash3 (Appleby): each bit of either number decides about each bit of the answer. */
function spread(segmentId: number, doc: number): number {
  let mixed = Math.imul(segmentId, 0x9e3779b1) ^ Math.imul(doc + 1, 0xcc9e2d51)
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
