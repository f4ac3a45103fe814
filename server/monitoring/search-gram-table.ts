import type { Grams } from '../text/grams.ts'

export type GramTable = {
  /** the grams of the next document; each counts once */
  add(grams: Grams): void
  /** calls `list` with the documents of each gram, in the order of grams */
  write(list: (key: number, docs: Uint32Array, from: number, to: number) => void): void
}

/** Grams of all documents, each document a stretch of numbers; sorted by counting, so that walking the documents leaves lists in order. */
export function gramTable(): GramTable {
  const numbers = gramNumbers()
  let lastIn = new Int32Array(2 ** 15)
  let counts = new Uint32Array(2 ** 15)
  let stream = new Uint32Array(2 ** 17)
  let length = 0
  const ends: number[] = []
  return {
    add: (grams) => {
      const document = ends.length + 1
      if (length + grams.length > stream.length) stream = larger(stream, (length + grams.length) * 2)
      for (let i = 0; i < grams.length; i++) {
        const number = numbers.of(grams.keys[i] as number)
        if (number >= counts.length) {
          lastIn = larger(lastIn, number * 2)
          counts = larger(counts, number * 2)
        }
        if (lastIn[number] === document) continue
        lastIn[number] = document
        counts[number] = (counts[number] as number) + 1
        stream[length++] = number
      }
      ends.push(length)
    },
    write: (list) => {
      const { keys, order } = numbers.sorted()
      const next = new Uint32Array(order.length)
      let place = 0
      for (let i = 0; i < order.length; i++) {
        const number = order[i] as number
        next[number] = place
        place += counts[number] as number
      }
      const docs = spreadOut(stream, ends, next)
      for (let i = 0, from = 0; i < order.length; i++) {
        const to = next[order[i] as number] as number
        list(keys[i] as number, docs, from, to)
        from = to
      }
    },
  }
}

/** @param next by number where its next document goes; left where its last one ends */
function spreadOut(stream: Uint32Array, ends: readonly number[], next: Uint32Array): Uint32Array {
  const docs = new Uint32Array(ends.at(-1) ?? 0)
  let at = 0
  for (let document = 0; document < ends.length; document++) {
    for (const end = ends[document] as number; at < end; at++) {
      const number = stream[at] as number
      docs[next[number] as number] = document
      next[number] = (next[number] as number) + 1
    }
  }
  return docs
}

/** Numbers grams as they come, in one open hash table: a Map of numbers takes three times as long. */
function gramNumbers() {
  let size = 2 ** 16
  let keys = new Float64Array(size)
  let numbers = new Int32Array(size)
  let known = 0
  const slotOf = (key: number): number => {
    let slot = spread(key) & (size - 1)
    while (keys[slot] !== 0 && keys[slot] !== key) slot = (slot + 1) & (size - 1)
    return slot
  }
  const widen = (): void => {
    const [oldKeys, oldNumbers] = [keys, numbers]
    size *= 2
    keys = new Float64Array(size)
    numbers = new Int32Array(size)
    for (let i = 0; i < oldKeys.length; i++) {
      const key = oldKeys[i] as number
      if (key === 0) continue
      const slot = slotOf(key)
      keys[slot] = key
      numbers[slot] = oldNumbers[i] as number
    }
  }
  const of = (key: number): number => {
    const slot = slotOf(key)
    if (keys[slot] === key) return numbers[slot] as number
    if (known * 2 >= size) {
      widen()
      return of(key)
    }
    keys[slot] = key
    numbers[slot] = known
    return known++
  }
  const sorted = (): { keys: Float64Array; order: Uint32Array } => {
    const ascending = new Float64Array(known)
    let found = 0
    for (let slot = 0; slot < size; slot++) if (keys[slot] !== 0) ascending[found++] = keys[slot] as number
    ascending.sort()
    const order = new Uint32Array(known)
    for (let i = 0; i < known; i++) order[i] = numbers[slotOf(ascending[i] as number)] as number
    return { keys: ascending, order }
  }
  return { of, sorted }
}

function larger<T extends Int32Array | Uint32Array>(array: T, length: number): T {
  const result = new (array.constructor as new (length: number) => T)(length)
  result.set(array)
  return result
}

function spread(key: number): number {
  const mixed = Math.imul(key | 0, 0x9e3779b1) ^ Math.imul((key / 2 ** 32) | 0, 0x85ebca6b)
  return mixed ^ (mixed >>> 15)
}
