import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'

const CURVE = 'prime256v1'
const SALT_BYTES = 16
const PUBLIC_BYTES = 65
const AUTH_BYTES = 16
/** One record holds everything: a push service need not take more than 4 096 bytes (RFC 8030 7.2). */
const RECORD_BYTES = 4096
const HEAD_BYTES = SALT_BYTES + 4 + 1 + PUBLIC_BYTES
/** the end mark and the tag of AES-GCM */
const TAIL_BYTES = 1 + 16

/** What may be said at most, in bytes. */
export const MOST_PLAIN_BYTES = RECORD_BYTES - HEAD_BYTES - TAIL_BYTES

/** What a browser gave when it subscribed: base64url. */
export type DeviceKeys = { readonly p256dh: string; readonly auth: string }

/** Made anew for each message; given only where a published example is followed. */
export type Dice = { readonly salt: Uint8Array; readonly privateKey: Uint8Array }

/**
 * Seals a message for one browser: `aes128gcm` (RFC 8188) with keys agreed as RFC 8291 has it. Whoever carries it cannot read it.
 * @param plain at most MOST_PLAIN_BYTES
 * @throws Error where the browser's keys are none, or there is too much to say
 */
export function seal(plain: Uint8Array, { p256dh, auth }: DeviceKeys, dice?: Dice): Buffer {
  if (plain.length > MOST_PLAIN_BYTES) throw new Error(`more than ${MOST_PLAIN_BYTES} bytes`)
  const theirs = bytesOf(p256dh, PUBLIC_BYTES)
  const secret = bytesOf(auth, AUTH_BYTES)
  const salt = Buffer.from(dice?.salt ?? randomBytes(SALT_BYTES))
  const ours = createECDH(CURVE)
  if (dice) ours.setPrivateKey(dice.privateKey)
  else ours.generateKeys()
  const own = ours.getPublicKey()
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), theirs, own])
  const agreed = derive(ours.computeSecret(theirs), secret, info, 32)
  const key = derive(agreed, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = derive(agreed, salt, Buffer.from('Content-Encoding: nonce\0'), 12)
  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  const size = Buffer.alloc(4)
  size.writeUInt32BE(RECORD_BYTES)
  // 2 ends the last record.
  const sealed = [cipher.update(plain), cipher.update(Buffer.of(2)), cipher.final(), cipher.getAuthTag()]
  return Buffer.concat([salt, size, Buffer.of(own.length), own, ...sealed])
}

/** Whether a browser's keys can be used at all: of the right length, and a point of the curve. */
export function areDeviceKeys({ p256dh, auth }: DeviceKeys): boolean {
  try {
    const probe = createECDH(CURVE)
    probe.generateKeys()
    probe.computeSecret(bytesOf(p256dh, PUBLIC_BYTES))
    bytesOf(auth, AUTH_BYTES)
    return true
  } catch {
    return false
  }
}

function derive(key: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, info, length))
}

function bytesOf(text: string, length: number): Buffer {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length !== length) throw new Error(`a key of ${bytes.length} bytes instead of ${length}`)
  return bytes
}
