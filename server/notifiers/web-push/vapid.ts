import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { HOUR } from '../../base/clock.ts'

/** At most 24 hours are allowed (RFC 8292 2); half of that bears clocks that go wrong. */
const VALID_MS = 12 * HOUR

/** base64url: the public key as browsers take it (an uncompressed point), the private one as its number. */
export type VapidKeys = { readonly publicKey: string; readonly privateKey: string }

export function makeVapidKeys(): VapidKeys {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '', d = '' } = privateKey.export({ format: 'jwk' })
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
  return { publicKey: point.toString('base64url'), privateKey: d }
}

/**
 * Who sends, signed for one push service (RFC 8292): the value of the header Authorization.
 * @param contact an address by which the push service can reach whoever runs this
 */
export function vapidHeader(keys: VapidKeys, endpoint: string, contact: string, now: Date): string {
  const claims = {
    aud: new URL(endpoint).origin,
    exp: Math.floor((now.getTime() + VALID_MS) / 1000),
    sub: `mailto:${contact}`,
  }
  const body = [{ typ: 'JWT', alg: 'ES256' }, claims].map((part) => encode(JSON.stringify(part))).join('.')
  const signature = sign('sha256', Buffer.from(body), { key: keyOf(keys), dsaEncoding: 'ieee-p1363' })
  return `vapid t=${body}.${encode(signature)}, k=${keys.publicKey}`
}

function keyOf({ publicKey, privateKey }: VapidKeys): KeyObject {
  const point = Buffer.from(publicKey, 'base64url')
  const [x, y] = [encode(point.subarray(1, 33)), encode(point.subarray(33, 65))]
  return createPrivateKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y, d: privateKey } })
}

function encode(value: string | Uint8Array): string {
  return Buffer.from(value).toString('base64url')
}
