/**
 * Who may put posts in by mail. The address in From is whatever the sender wrote, so it counts only together with what our own mail
 * server found out about it (RFC 8601): DMARC, or SPF or DKIM of the very same domain.
 */
export type Proof = {
  readonly spf: string
  readonly dkim: string
  readonly dmarc: string
  readonly isOfDomain: boolean
}
export type ProofWanted = 'pass' | 'not-failed' | 'none'
export type SenderVerdict =
  | { readonly isAllowed: true }
  | { readonly isAllowed: false; readonly code: string; readonly reason: string }

/** @param allowed addresses, and domains written as `@example.com`, apart by commas, spaces or lines */
export function judgeSender(
  from: readonly string[],
  allowed: string,
  wanted: ProofWanted,
  proof: Proof,
): SenderVerdict {
  const [address] = from
  if (address === undefined || from.length > 1) return refused('bad-sender', 'the mail does not say one sender')
  if (!isListed(address, allowed))
    return refused('sender-not-allowed', `${address} is not among the senders that are let in`)
  if (wanted === 'none') return { isAllowed: true }
  const found = `SPF ${proof.spf}, DKIM ${proof.dkim}, DMARC ${proof.dmarc}`
  const hasFailed =
    proof.dmarc === 'fail' ||
    (proof.dmarc !== 'pass' && (proof.spf === 'fail' || proof.dkim === 'fail') && !proof.isOfDomain)
  if (hasFailed) return refused('sender-forged', `the mail server doubts that this is from ${address} (${found})`)
  if (wanted === 'not-failed' || proof.isOfDomain) return { isAllowed: true }
  return refused('sender-unproven', `nothing proves that this is from ${address} (${found})`)
}

function refused(code: string, reason: string): SenderVerdict {
  return { isAllowed: false, code, reason }
}

export function isListed(address: string, allowed: string): boolean {
  const own = address.trim().toLowerCase()
  return allowed
    .toLowerCase()
    .split(/[\s,;，；、]+/)
    .filter((each) => each !== '')
    .some((each) =>
      each.startsWith('@') ? own.endsWith(each) && own.indexOf('@') === own.length - each.length : own === each,
    )
}

/**
 * What the receiving server wrote above the mail. Anybody can write such a header into a mail, below it: only the topmost counts, or,
 * where the server's own name is told, the topmost of that name.
 * @param headers values of Authentication-Results, topmost first
 */
export function readProof(headers: readonly string[], from: string, verifier = ''): Proof {
  const own = verifier.trim().toLowerCase()
  const header = headers.find((each) => own === '' || serverOf(each) === own) ?? ''
  const domain = from.slice(from.lastIndexOf('@') + 1).toLowerCase()
  const results = [...withoutComments(header).matchAll(/;\s*(spf|dkim|dmarc)\s*=\s*([a-z]+)([^;]*)/gi)].map(
    ([, method = '', result = '', more = '']) => ({ method: method.toLowerCase(), result: result.toLowerCase(), more }),
  )
  const best = (method: string): string => {
    const all = results.filter((each) => each.method === method).map(({ result }) => result)
    return all.includes('pass') ? 'pass' : (all[0] ?? 'none')
  }
  const isOfDomain = results.some(
    ({ method, result, more }) => result === 'pass' && (method === 'dmarc' || isOf(domain, signedDomain(more))),
  )
  return { spf: best('spf'), dkim: best('dkim'), dmarc: best('dmarc'), isOfDomain }
}

const serverOf = (header: string): string => (/^\s*([^\s;]+)/.exec(withoutComments(header))?.[1] ?? '').toLowerCase()

function withoutComments(header: string): string {
  return header.replace(/\([^()]*\)/g, ' ').replace(/\s+/g, ' ')
}

function signedDomain(more: string): string {
  const found = /(?:header\.d|header\.i|smtp\.mailfrom|header\.from)\s*=\s*"?([^\s;"]+)/i.exec(more)?.[1] ?? ''
  return found.slice(found.lastIndexOf('@') + 1).toLowerCase()
}

/** The same domain, or the one a subdomain of the other ("relaxed" alignment of DMARC, without a list of public suffixes: two labels at least). */
function isOf(domain: string, signed: string): boolean {
  if (domain === '' || signed === '') return false
  if (domain === signed) return true
  const [short, long] = domain.length < signed.length ? [domain, signed] : [signed, domain]
  return short.split('.').length >= 2 && !TWO_LABEL_SUFFIX.test(short) && long.endsWith(`.${short}`)
}

const TWO_LABEL_SUFFIX = /^(?:com|net|org|gov|edu|co|ac|idv|gob)\.[a-z]{2}$/
