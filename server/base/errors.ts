// table: code → HTTP status. Every code has words in three languages (web/ui/refusal-words.ts), which a test checks.
export const REFUSALS = {
  'bad-request': 400,
  'bad-encoding': 400,
  'sign-in-needed': 401,
  'sign-in-failed': 401,
  'signed-out': 401,
  'signature-invalid': 401,
  forbidden: 403,
  'cross-site': 403,
  'not-found': 404,
  'already-done': 409,
  'wrong-state': 409,
  'changed-meanwhile': 409,
  'link-used': 410,
  'too-large': 413,
  'unsupported-type': 415,
  invalid: 422,
  'expression-invalid': 422,
  'password-weak': 422,
  'email-taken': 409,
  'name-taken': 409,
  'last-administrator': 409,
  'own-grant': 403,
  'commander-missing': 422,
  'reason-missing': 422,
  'guard-unmet': 409,
  'locked-out': 429,
  'too-many-requests': 429,
  busy: 429,
  'low-disk': 507,
  'not-ready': 503,
  'drill-outside': 403,
  'setup-done': 410,
} as const satisfies Record<string, number>

export type RefusalCode = keyof typeof REFUSALS

/** What the person who asked can put right: `field` as the path of the offending input, such as `posts/3/postedAt`. */
export type RefusalDetail = {
  readonly field?: string
  /** English, for logs and API clients; pages word the code themselves */
  readonly reason?: string
  /** seconds after which it is worth trying again; sent as Retry-After */
  readonly retryAfter?: number
  /** values that the wording needs, such as `{ attempts: 3 }`; never secrets or another person's data */
  readonly values?: Readonly<Record<string, string | number>>
}

/** A "no" with a reason, thrown by actions and translated once by base/http. Anything else thrown is a bug. */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly detail: RefusalDetail

  constructor(code: RefusalCode, detail: RefusalDetail = {}) {
    super(detail.reason ?? code)
    this.name = 'Refusal'
    this.code = code
    this.detail = detail
  }
}
