/**
 * In how many texts of late a term stood, in a memory that does not grow (count-min with conservative update, Estan & Varghese 2002): never
 * too few, a little too many for the rarest. Old texts fade: from MOST_TEXTS on everything is halved.
 */
export type Sketch = { texts: number; readonly counts: Uint16Array }

const WIDTH = 8192
const ROWS = 2
export const SKETCH_NUMBERS: number = (WIDTH * ROWS * Uint16Array.BYTES_PER_ELEMENT) / Float64Array.BYTES_PER_ELEMENT
const MOST_TEXTS = 8192

export function startSketch(): Sketch {
  return { texts: 0, counts: new Uint16Array(WIDTH * ROWS) }
}

/** @param term 24 bits */
export function textsWith({ counts }: Sketch, term: number): number {
  const [one, other] = [counts[placeOf(term, SALT)] as number, counts[WIDTH + placeOf(term, OTHER_SALT)] as number]
  return Math.min(one, other)
}

/** One more text. @param terms each once */
export function learnText(sketch: Sketch, terms: readonly number[]): void {
  const { counts } = sketch
  sketch.texts += 1
  for (let i = 0; i < terms.length; i++) {
    const term = terms[i] as number
    const [place, other] = [placeOf(term, SALT), WIDTH + placeOf(term, OTHER_SALT)]
    const [one, two] = [counts[place] as number, counts[other] as number]
    if (one <= two) counts[place] = one + 1
    if (two <= one) counts[other] = two + 1
  }
  if (sketch.texts <= MOST_TEXTS) return
  sketch.texts /= 2
  for (let place = 0; place < counts.length; place++) counts[place] = (counts[place] as number) >>> 1
}

const SALT = 0x9e3779b9 | 0
const OTHER_SALT = (0x9e3779b9 * 2) | 0

/** Within a row. */
function placeOf(term: number, salt: number): number {
  const mixed = Math.imul((term + salt) | 0, 0x85ebca6b)
  return (mixed ^ (mixed >>> 15)) & (WIDTH - 1)
}
