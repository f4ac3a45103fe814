/** Signatures as https://www.standardwebhooks.com states them (v1, HMAC-SHA256), so that receivers can verify with its libraries. */

/** Between the parts of what is signed. */
const SEPARATOR = '.'
export const SECRET_PREFIX = 'whsec_'

/** @returns what is signed: id, time in whole seconds and the exact bytes of the body */
export function signedText(id: string, seconds: number, body: string): string {
  return [id, String(seconds), body].join(SEPARATOR)
}

/**
 * @param signatures base64 of HMAC-SHA256, of the present secret first; several while a secret is being changed
 */
export function signatureHeaders(id: string, seconds: number, signatures: readonly string[]): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatures.map((signature) => `v1,${signature}`).join(' '),
  }
}
