/**
 * The container of `server/models/*.bin`: "WJM1", length of a JSON header (u32), the header, then columns of numbers, each
 * beginning at a multiple of 8, little-endian.
 */
const MAGIC = 'WJM1'
const ARRAYS = { u8: Uint8Array, i8: Int8Array, u16: Uint16Array, u32: Uint32Array, f32: Float32Array } as const

type Kind = keyof typeof ARRAYS
export type Column = InstanceType<(typeof ARRAYS)[Kind]>
type Header = {
  readonly version: string
  readonly columns: readonly {
    readonly name: string
    readonly kind: Kind
    readonly length: number
    readonly at: number
  }[]
}

export type ModelFile = {
  readonly version: string
  /** @throws Error when the file has no such column of this kind */
  column<K extends Kind>(name: string, kind: K): InstanceType<(typeof ARRAYS)[K]>
}

/**
 * Views into the bytes: nothing is copied where they are aligned.
 * @throws Error in words for an operator when these are not the bytes of a model
 */
export function readModelFile(bytes: Uint8Array): ModelFile {
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice()
  const view = new DataView(aligned.buffer, aligned.byteOffset, aligned.byteLength)
  if (aligned.length < 8 || String.fromCharCode(...aligned.subarray(0, 4)) !== MAGIC) {
    throw new Error('not a model file of Weiji: build it anew with `npm run train`')
  }
  const end = 8 + view.getUint32(4, true)
  // Copied before decoding: TextDecoder refuses memory that threads share.
  const header = JSON.parse(new TextDecoder().decode(aligned.slice(8, end))) as Header
  const start = roundUp(end)
  return {
    version: header.version,
    column<K extends Kind>(name: string, kind: K) {
      const found = header.columns.find((column) => column.name === name && column.kind === kind)
      if (!found) throw new Error(`the model file has no column ${name} (${kind})`)
      const make = ARRAYS[kind] as unknown as new (
        b: ArrayBufferLike,
        at: number,
        n: number,
      ) => InstanceType<(typeof ARRAYS)[K]>
      return new make(aligned.buffer, aligned.byteOffset + start + found.at, found.length)
    },
  }
}

export function writeModelFile(version: string, columns: Readonly<Record<string, Column>>): Uint8Array<ArrayBuffer> {
  let at = 0
  const described = Object.entries(columns).map(([name, column]) => {
    const here = at
    at += roundUp(column.byteLength)
    return { name, kind: kindOf(column), length: column.length, at: here }
  })
  const header = new TextEncoder().encode(JSON.stringify({ version, columns: described } satisfies Header))
  const start = roundUp(8 + header.length)
  const bytes = new Uint8Array(start + at)
  bytes.set([...MAGIC].map((letter) => letter.charCodeAt(0)))
  new DataView(bytes.buffer).setUint32(4, header.length, true)
  bytes.set(header, 8)
  for (const { name, at: offset } of described) {
    const column = columns[name]
    if (column) bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), start + offset)
  }
  return bytes
}

function kindOf(column: Column): Kind {
  const found = (Object.keys(ARRAYS) as Kind[]).find((kind) => column instanceof ARRAYS[kind])
  if (!found) throw new Error('a column of a kind that model files do not hold')
  return found
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / 8) * 8
}
