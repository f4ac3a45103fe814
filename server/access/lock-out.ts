import { DAY, MINUTE, SECOND } from '../base/clock.ts'

/** Attempts that were not (yet) found right, of one account or one address. */
export type Counter = {
  readonly failures: number
  /** account: the last failure; address: start of the window */
  readonly countedAt: Date
  readonly blockedUntil: Date | null
}

export type Verdict = { readonly next: Counter } | { readonly waitSeconds: number }

const FREE_FAILURES = 10
const FIRST_WAIT = 30 * SECOND
/** Never for ever: whoever fails on purpose must not keep the administrator out on the worst day. */
export const MOST_WAIT = 15 * MINUTE
const FORGOTTEN_AFTER = DAY

/** Fifty wrong passwords from one address in a quarter of an hour: an office behind one address fits in, a list of passwords does not. */
export const ADDRESS_FAILURES = 50
export const ADDRESS_WINDOW = 15 * MINUTE

/**
 * Counts an attempt on an account before its password is looked at, so that a thousand at once are not all let through. From the tenth
 * failure in a row each one doubles the wait: 30 s, 1 min … at most 15 min.
 */
export function countOnAccount(counter: Counter | undefined, now: Date): Verdict {
  const wait = waitLeft(counter?.blockedUntil, now, MOST_WAIT)
  if (wait > 0) return { waitSeconds: Math.ceil(wait / SECOND) }
  const isFresh = counter === undefined || now.getTime() - counter.countedAt.getTime() >= FORGOTTEN_AFTER
  const failures = (isFresh ? 0 : counter.failures) + 1
  const blockedUntil = failures < FREE_FAILURES ? null : new Date(now.getTime() + waitAfter(failures))
  return { next: { failures, countedAt: now, blockedUntil } }
}

export function countOnAddress(counter: Counter | undefined, now: Date): Verdict {
  const age = counter === undefined ? ADDRESS_WINDOW : now.getTime() - counter.countedAt.getTime()
  // A negative age is a clock that was set back.
  if (counter === undefined || age >= ADDRESS_WINDOW || age < 0) {
    return { next: { failures: 1, countedAt: now, blockedUntil: null } }
  }
  if (counter.failures >= ADDRESS_FAILURES) return { waitSeconds: Math.ceil((ADDRESS_WINDOW - age) / SECOND) }
  return { next: { ...counter, failures: counter.failures + 1 } }
}

/** What counts as one address: the network of a household for IPv6, where each machine has 2^64 of its own. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  if (!plain.includes(':')) return plain
  const [head = '', tail] = (plain.split('%')[0] ?? '').split('::')
  const front = head === '' ? [] : head.split(':')
  const back = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0')
  const groups = [...front, ...zeros, ...back].slice(0, 4)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}

function waitAfter(failures: number): number {
  return Math.min(MOST_WAIT, FIRST_WAIT * 2 ** (failures - FREE_FAILURES))
}

/** More than the longest wait is a clock that was set back, and no block. */
function waitLeft(until: Date | null | undefined, now: Date, most: number): number {
  const left = until ? until.getTime() - now.getTime() : 0
  return left > most ? 0 : Math.max(0, left)
}
