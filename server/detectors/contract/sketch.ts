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
  return Math.min(counts[placeOf(0, term)] as number, counts[placeOf(1, term)] as number)
}

/** One more text. @param terms each once */
export function learnText(sketch: Sketch, terms: readonly number[]): void {
  const { counts } = sketch
  sketch.texts += 1
  for (const term of terms) {
    const least = textsWith(sketch, term)
    for (let row = 0; row < ROWS; row++) {
      const place = placeOf(row, term)
      if (counts[place] === least) counts[place] = least + 1
    }
  }
  if (sketch.texts <= MOST_TEXTS) return
  sketch.texts /= 2
  for (let place = 0; place < counts.length; place++) counts[place] = (counts[place] as number) >>> 1
}

function placeOf(row: number, term: number): number {
  const mixed = Math.imul(term + 0x9e3779b9 * (row + 1), 0x85ebca6b)
  return row * WIDTH + ((mixed ^ (mixed >>> 15)) & (WIDTH - 1))
}
