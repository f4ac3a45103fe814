import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isIPv4 } from 'node:net'

export type Certified = { readonly key: string; readonly cert: string }
export type Authority = {
  /** as clients are told to trust it */
  readonly cert: string
  /** for a host name or an IPv4 address */
  issue(host: string, span?: { readonly from: Date; readonly to: Date }): Certified
}

const DAY = 86_400_000
const ECDSA_SHA256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]
const COMMON_NAME = [0x55, 0x04, 0x03]
const SUBJECT_ALT_NAME = [0x55, 0x1d, 0x11]
const BASIC_CONSTRAINTS = [0x55, 0x1d, 0x13]

/** An authority of the test's own, so that certificates are really checked and no key lies in the repository (X.509, RFC 5280). */
export function makeAuthority(): Authority {
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = `test authority ${randomBytes(4).toString('hex')}`
  const constraints = extension(BASIC_CONSTRAINTS, sequence(der(0x01, [0xff])))
  const usual = { from: new Date(Date.now() - DAY), to: new Date(Date.now() + DAY) }
  const certify = (subject: string, key: KeyObject, extensions: Buffer, span = usual): string =>
    certificate({ issuer: name, subject, key, by: own.privateKey, extensions, ...span })
  return {
    cert: certify(name, own.publicKey, constraints),
    issue: (host, span) => {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const cert = certify(host, publicKey, extension(SUBJECT_ALT_NAME, sequence(altName(host))), span)
      return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
    },
  }
}

type Content = {
  issuer: string
  subject: string
  from: Date
  to: Date
  key: KeyObject
  by: KeyObject
  extensions: Buffer
}

function certificate({ issuer, subject, from, to, key, by, extensions }: Content): string {
  const algorithm = sequence(der(0x06, ECDSA_SHA256))
  const signed = sequence(
    der(0xa0, der(0x02, [2])),
    der(0x02, [1, ...randomBytes(8)]),
    algorithm,
    nameOf(issuer),
    sequence(timeOf(from), timeOf(to)),
    nameOf(subject),
    key.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(extensions)),
  )
  const whole = sequence(signed, algorithm, der(0x03, Buffer.concat([Buffer.of(0), sign('sha256', signed, by)])))
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

function altName(host: string): Buffer {
  return isIPv4(host) ? der(0x87, host.split('.').map(Number)) : der(0x82, Buffer.from(host))
}

function nameOf(text: string): Buffer {
  return sequence(der(0x31, sequence(der(0x06, COMMON_NAME), der(0x0c, Buffer.from(text)))))
}

function timeOf(at: Date): Buffer {
  // UTCTime, two digits of the year: so it must be written until 2049 (RFC 5280 4.1.2.5).
  return der(
    0x17,
    Buffer.from(
      `${at
        .toISOString()
        .slice(2)
        .replace(/[-:T]|\.\d+Z$/g, '')}Z`,
    ),
  )
}

function extension(id: number[], value: Buffer): Buffer {
  return sequence(der(0x06, id), der(0x04, value))
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts))
}

function der(tag: number, body: Uint8Array | number[]): Buffer {
  const bytes = Buffer.from(body)
  const { length } = bytes
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), bytes])
}
