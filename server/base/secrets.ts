import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** What was sealed cannot be opened: another key, another place, or changed. The message holds nothing of it. */
export class SecretError extends Error {}

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const VERSION = 'v1'

/**
 * Encrypts a password or key for a column of the database (AES-256-GCM, NIST SP 800-38D).
 * @param context where it belongs, such as `ORG source NAME`: a row copied elsewhere does not open there
 * @returns `v1.` and base64url of nonce, tag and ciphertext
 */
export function sealSecret(key: KeyObject, context: string, text: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.from(context))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return `${VERSION}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`
}

/** @throws SecretError */
export function openSecret(key: KeyObject, context: string, sealed: string): string {
  const [version, body = ''] = sealed.split('.')
  const bytes = Buffer.from(body, 'base64url')
  if (version !== VERSION || bytes.length < NONCE_BYTES + TAG_BYTES) throw new SecretError('not a sealed secret')
  const nonce = bytes.subarray(0, NONCE_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(context))
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
  } catch {
    throw new SecretError(
      'a stored secret cannot be opened: WEIJI_SECRET_KEY or secret.key is not the one it was sealed with',
    )
  }
}

/** @returns undefined where it is not 32 bytes as base64 */
export function secretKeyOf(base64: string): KeyObject | undefined {
  const bytes = Buffer.from(base64, 'base64')
  return bytes.length === KEY_BYTES ? createSecretKey(bytes) : undefined
}

/** The key of the data folder, made when it is first asked for; readable by us alone. Two processes at once agree on one. */
export function keyInFolder(dataDir: string): KeyObject {
  const file = path.join(dataDir, 'secret.key')
  const known = readKey(file)
  if (known) return known
  mkdirSync(dataDir, { recursive: true })
  const mine = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  writeFileSync(mine, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flush: true })
  try {
    // A link, unlike a rename, fails where somebody was faster: his key then holds.
    linkSync(mine, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(mine, { force: true })
  }
  const made = readKey(file)
  if (!made) throw new Error(`${file} holds no key of ${KEY_BYTES} bytes as base64`)
  return made
}

function readKey(file: string): KeyObject | undefined {
  try {
    const key = secretKeyOf(readFileSync(file, 'utf8'))
    if (!key) throw new Error(`${file} holds no key of ${KEY_BYTES} bytes as base64`)
    chmodSync(file, 0o600)
    return key
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
