/** How senders sign what they hand in. Pure: the HMAC itself is made by whoever has the secret. */
export const SCHEMES = ['standard', 'sha256', 'hub'] as const
export type Scheme = (typeof SCHEMES)[number]

/** Why a message is not believed: told to whoever sets the sender up, never to the sender. */
export type Wrong = 'no-signature' | 'no-time' | 'too-old' | 'from-future' | 'bad-signature'

/** `prefix` stands before the body in what is signed; `signatures` are those that the sender offers, one of which must be right. */
export type Signed = { readonly prefix: string; readonly signatures: readonly Uint8Array[] }

const WINDOW_SECONDS = 300
const MOST_SIGNATURES = 8
const DIGEST_BYTES = 32

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/**
 * What a request says about its signature.
 *   standard  webhook-id, webhook-timestamp, webhook-signature `v1,BASE64 …` over `id.time.body` (standardwebhooks.com)
 *   sha256    X-Signature-Timestamp and X-Signature-256 `sha256=HEX` over `time.body`
 *   hub       X-Hub-Signature-256 `sha256=HEX` over the body alone, as GitHub and Meta do: it says no time
 */
export function readSignature(scheme: Scheme, headers: Headers, now: Date): Signed | { readonly wrong: Wrong } {
  if (scheme === 'hub') return signed('', hexOf(one(headers, 'x-hub-signature-256')))
  if (scheme === 'sha256') {
    const time = one(headers, 'x-signature-timestamp')
    const wrong = wrongTime(time, now)
    if (wrong) return { wrong }
    return signed(`${time}.`, hexOf(one(headers, 'x-signature-256')))
  }
  const id = one(headers, 'webhook-id')
  const time = one(headers, 'webhook-timestamp')
  const given = one(headers, 'webhook-signature')
  if (id === '' || given === '') return { wrong: 'no-signature' }
  const wrong = wrongTime(time, now)
  return wrong ? { wrong } : signed(`${id}.${time}.`, base64Of(given))
}

function signed(prefix: string, signatures: readonly Uint8Array[]): Signed | { readonly wrong: Wrong } {
  return signatures.length === 0 ? { wrong: 'no-signature' } : { prefix, signatures }
}

/** Seconds since 1970; five minutes either way, for clocks that are off. */
function wrongTime(time: string, now: Date): Wrong | undefined {
  if (!/^\d{9,11}$/.test(time)) return 'no-time'
  const age = now.getTime() / 1000 - Number(time)
  return age > WINDOW_SECONDS ? 'too-old' : age < -WINDOW_SECONDS ? 'from-future' : undefined
}

function one(headers: Headers, name: string): string {
  const value = headers[name]
  return (typeof value === 'string' ? value : (value?.[0] ?? '')).trim()
}

function hexOf(given: string): Uint8Array[] {
  const hex = /^(?:sha256=)?([0-9a-f]{64})$/i.exec(given)?.[1]
  return hex === undefined ? [] : [Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))]
}

/** Several while the sender changes its secret; versions other than v1 are of another kind. */
function base64Of(given: string): Uint8Array[] {
  return given
    .split(/\s+/)
    .slice(0, MOST_SIGNATURES)
    .flatMap((each) => {
      const [version, text = ''] = each.split(',')
      if (version !== 'v1' || !/^[A-Za-z0-9+/]{43}=$/.test(text)) return []
      const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
      return bytes.length === DIGEST_BYTES ? [bytes] : []
    })
}
