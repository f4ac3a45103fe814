import { lookup } from 'node:dns/promises'
import { domainToASCII } from 'node:url'
import ipaddr from 'ipaddr.js'

export type OutsideCode =
  | 'bad-address'
  | 'refused-address'
  | 'unreachable'
  | 'timeout'
  | 'too-large'
  | 'too-many-redirects'

/** Why something outside could not be asked. The message is for people and never repeats a path or a query: they may hold keys. */
export class OutsideError extends Error {
  readonly code: OutsideCode

  constructor(code: OutsideCode, message: string) {
    super(message)
    this.name = 'OutsideError'
    this.code = code
  }
}

/** All addresses of a host, as the operating system knows them. */
export type Resolve = (host: string) => Promise<readonly string[]>

/** Ports below this belong to services of machines (mail, files, shells): of these only web servers are asked in public. */
const FIRST_FREE_PORT = 1024
const WEB_PORTS = new Set([80, 443])

/** Global unicast is 2000::/3 alone (RFC 4291 2.4): what is outside of it is not assigned to anybody. */
const GLOBAL_V6 = ipaddr.parseCIDR('2000::/3')
const NAT64 = ipaddr.parseCIDR('64:ff9b::/96')

/**
 * The addresses of a host that may be connected to, for whoever connects by himself (IMAP, SMTP): connect to one of these and to no
 * other answer of the name service. Addresses inside a network are left out unless the host or their range is in `privateHosts`.
 * @param host name or address, with or without brackets
 * @throws OutsideError `bad-address`, `refused-address`, `unreachable`
 */
export async function resolveOutside(
  host: string,
  privateHosts: readonly string[],
  resolve: Resolve = systemResolve,
): Promise<string[]> {
  const name = hostName(host)
  if (name === '') throw new OutsideError('bad-address', 'the address names no host')
  const addresses = isAddress(name) ? [ipaddr.process(name).toString()] : await resolved(name, resolve)
  const allowed = addresses.filter((address) => isPublicAddress(address) || isListed(name, address, privateHosts))
  if (allowed.length > 0) return allowed
  throw new OutsideError(
    'refused-address',
    `${name} leads into a private network; if that is meant, the operator lists it in WEIJI_PRIVATE_HOSTS`,
  )
}

/**
 * @returns the address as it will be asked: http or https, no credentials, no fragment
 * @throws OutsideError
 */
export function outsideUrl(text: string, privateHosts: readonly string[]): URL {
  // WHATWG parsing also turns 0x7f.1, 0177.0.0.1 and 2130706433 into 127.0.0.1, so that nothing is hidden in another spelling.
  if (text.length > 4096 || !URL.canParse(text)) throw new OutsideError('bad-address', 'this is not a web address')
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new OutsideError('bad-address', 'a web address begins with http:// or https://')
  if (url.username !== '' || url.password !== '')
    throw new OutsideError('bad-address', 'the address holds a user or password: give these in their own fields')
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  if (port < FIRST_FREE_PORT && !WEB_PORTS.has(port) && !isNamed(hostName(url.hostname), privateHosts))
    throw new OutsideError('refused-address', `port ${port} is not one of a web server`)
  url.hash = ''
  return url
}

/** Whether an address is one of the public internet, whatever it is wrapped in (RFC 4291 mapped, RFC 6052 NAT64). */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false
  const address = ipaddr.process(text)
  if (address.kind() === 'ipv4') return address.range() === 'unicast'
  // Networks without IPv4 reach it through NAT64: what counts is the address inside.
  if (address.match(NAT64)) return isPublicAddress(address.toByteArray().slice(12).join('.'))
  return address.range() === 'unicast' && address.match(GLOBAL_V6)
}

/** The host as it is compared: lower case, without brackets and final dot, in the letters of the name service. */
export function hostName(host: string): string {
  const bare = host
    .trim()
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
  // Of "a/b" it would take "a": two readers of one text must not understand different hosts.
  if (isAddress(bare) || /[/\\?#@\s]/.test(bare)) return isAddress(bare) ? bare : ''
  return domainToASCII(bare)
}

function isAddress(name: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(name) || ipaddr.IPv6.isValid(name)
}

function isListed(name: string, address: string, privateHosts: readonly string[]): boolean {
  return isNamed(name, privateHosts) || isInRange(address, privateHosts)
}

function isNamed(name: string, privateHosts: readonly string[]): boolean {
  if (isAddress(name) && isInRange(name, privateHosts)) return true
  return privateHosts.some((entry) => !ipaddr.isValidCIDR(entry) && hostName(entry) === name)
}

function isInRange(text: string, privateHosts: readonly string[]): boolean {
  if (!ipaddr.isValid(text)) return false
  const address = ipaddr.process(text)
  return privateHosts.some((entry) => {
    if (ipaddr.isValidCIDR(entry)) {
      const [range, bits] = ipaddr.parseCIDR(entry)
      return range.kind() === address.kind() && address.match(range, bits)
    }
    const name = hostName(entry)
    return isAddress(name) && ipaddr.process(name).toString() === address.toString()
  })
}

async function resolved(name: string, resolve: Resolve): Promise<readonly string[]> {
  try {
    const addresses = await resolve(name)
    if (addresses.length > 0) return addresses
  } catch {
    // Whatever the resolver says, to the person it is the same: the name leads nowhere from here.
  }
  throw new OutsideError('unreachable', `the name ${name} is not known to the name service`)
}

async function systemResolve(host: string): Promise<string[]> {
  return (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address)
}
