/**
 * What a series of counts can tell us (WARN-1). A detector is pure and strictly causal: `step` sees the state made of earlier
 * points and one new point, never the series. It says what it saw; `warning` alone decides what it means.
 */
import type { Speaking, Voice } from './contract/speaking.ts'

/** Names in the three languages, so that menus and settings are derived from the member. */
export type Names = { readonly 'zh-Hant': string; readonly 'zh-Hans': string; readonly en: string }

/**
 * One evenly spaced point. `value` is what is judged (a count); `of` is the whole it is part of (share detectors only); `times` how many
 * times the usual everybody around says at this moment (counts only), 1 or nothing where nobody knows.
 */
export type Point = { readonly value: number; readonly of?: number; readonly times?: number }

/** `score`: how unusual, 0 = as ever; comparable within one detector, larger is stranger */
export type Reading = Voice & {
  /** true at the point where the detector raises its voice; stays silent inside its own rest period */
  readonly alarm: boolean
  /** what was expected of this point, in the unit of `value` (counts) or a share 0..1 (share detectors, here and below) */
  readonly baseline: number
  /** the normal band around it */
  readonly low: number
  readonly high: number
  /** `warming`: not enough history, a stated starting assumption is used instead of the series' own habit */
  readonly phase: 'warming' | 'watching'
  /** which window spoke loudest, in points, and what it saw there: for the explanation shown to people */
  readonly window: number
  readonly observed: number
  readonly expected: number
}

export interface Detector<State> {
  /** stable id, also the file's name */
  readonly id: string
  /** changes whenever the same points could give other readings: stored with every state and every alert */
  readonly version: string
  readonly names: Names
  /** minutes per point in the product */
  readonly stepMinutes: number
  /** which series it reads: `posts`, `negative-share`, or another one that the product knows to read */
  readonly input: string
  /** what it hears: a rise, which becomes an alert (left out), or that nothing comes any more, which may be our own blindness */
  readonly tells?: 'rise' | 'silence'
  /** false: it watches weeks, or silence, which nobody would look at as a curve of the last hours */
  readonly hasCurve?: boolean
  /** so many days of counts it learns from where it begins anew on a running track; left out: a fortnight */
  readonly learnDays?: number
  /** when it raises its voice, unless a rule says otherwise */
  readonly speaking: Speaking
  start(): State
  /** Advances the state by one point. O(1), mutates `state`. @param threshold score at which it speaks here; its default */
  step(state: State, point: Point, threshold?: number): Reading
  /** State to bytes and back, exactly: a restart continues as if nothing had happened. Refuses other versions by throwing. */
  save(state: State): Uint8Array
  load(bytes: Uint8Array): State
}

/** A state of numbers to bytes: a one-line header that names the writer, then each array as it lies. `header` must be plain ASCII without a line break, such as `volume 1`. */
export function packState(header: string, arrays: readonly (Float64Array | Float32Array)[]): Uint8Array {
  const head = new TextEncoder().encode(`${header}\n`)
  const bytes = new Uint8Array(arrays.reduce((total, array) => total + array.byteLength, head.length))
  bytes.set(head)
  let at = head.length
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at)
    at += array.byteLength
  }
  return bytes
}

/** Fills `arrays` from bytes of `packState`. Throws when another version or another length wrote them. */
export function unpackState(header: string, bytes: Uint8Array, arrays: readonly (Float64Array | Float32Array)[]): void {
  const body = bodyOf(header, bytes)
  const expected = arrays.reduce((total, array) => total + array.byteLength, 0)
  if (body.length !== expected) throw new Error(`detector state: ${body.length} bytes instead of ${expected}`)
  let at = 0
  for (const array of arrays) {
    new Uint8Array(array.buffer, array.byteOffset, array.byteLength).set(body.subarray(at, at + array.byteLength))
    at += array.byteLength
  }
}

/** Numbers of `packState`, as many as there are. Throws when another version wrote them. */
export function unpackNumbers(header: string, bytes: Uint8Array): Float64Array {
  const body = bodyOf(header, bytes).slice()
  if (body.length % Float64Array.BYTES_PER_ELEMENT !== 0)
    throw new Error(`detector state: ${body.length} bytes are no numbers`)
  return new Float64Array(body.buffer)
}

function bodyOf(header: string, bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(10)
  const found = new TextDecoder().decode(bytes.subarray(0, Math.max(0, end)))
  if (found !== header) throw new Error(`detector state: expected "${header}", found "${found.slice(0, 40)}"`)
  return bytes.subarray(end + 1)
}
