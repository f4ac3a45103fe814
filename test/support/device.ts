import { createECDH, randomBytes } from 'node:crypto'

/** What a browser gives when it subscribes: keys of its own, at a push service that nobody runs. */
export function deviceOf(name: string) {
  const pair = createECDH('prime256v1')
  pair.generateKeys()
  return {
    endpoint: `https://push.example.net/send/${name}`,
    keys: { p256dh: pair.getPublicKey('base64url'), auth: randomBytes(16).toString('base64url') },
  }
}
