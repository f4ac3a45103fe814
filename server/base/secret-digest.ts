import { createHash, randomBytes } from 'node:crypto'

/** 256 bits, nothing to guess; therefore a plain hash of it may be kept and looked up. */
export function newSecret(prefix = ''): string {
  return prefix + randomBytes(32).toString('base64url')
}

export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
