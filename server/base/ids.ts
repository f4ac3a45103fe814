import { hash, randomBytes } from 'node:crypto'

/** A new UUID version 7 (RFC 9562): ordered by time, so that indexes grow at one end. PostgreSQL before 18 cannot make them itself. */
export function newId(atMs: number = Date.now()): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(atMs, 0, 6)
  return formatUuid(bytes, 7)
}

/** The same UUID (version 8) for the same parts, always: a post's id follows from organisation, source and external id. */
export function derivedId(...parts: readonly string[]): string {
  // Lengths are hashed too: ('ab','c') and ('a','bc') must differ.
  const text = parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join('')
  return formatUuid(hash('sha256', text, 'buffer').subarray(0, 16), 8)
}

function formatUuid(bytes: Buffer, version: number): string {
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | (version << 4), 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
