import { type Static, Type } from 'typebox'

/** Shapes of /api/setup, /sessions, /me, /people, /tokens and /audit. */
const Uuid = Type.String({ format: 'uuid' })
const Time = Type.String({ format: 'date-time' })
export const LOCALES = ['zh-Hant', 'zh-Hans', 'en'] as const
export const ROLES = [
  'administrator',
  'commander',
  'pr',
  'marketing',
  'legal',
  'technical',
  'care',
  'management',
  'analyst',
  'auditor',
] as const
/** A union of literals made by map would be of type never. */
const OneOf = <const T extends readonly string[]>(all: T) =>
  Type.Unsafe<T[number]>(Type.Union(all.map((one) => Type.Literal(one))))
export const RoleName = OneOf(ROLES)
export const LocaleName = OneOf(LOCALES)
const Email = Type.String({ minLength: 3, maxLength: 254, pattern: '^[^@\\s]+@[^@\\s]+$' })
/** The policy (length, common passwords) is checked by a rule that can say why; here only what no rule should have to read. */
const Password = Type.String({ minLength: 1, maxLength: 200 })
const Name = Type.String({ minLength: 1, maxLength: 100 })

/** GET /api/setup → is this an empty installation? */
export const SetupState = Type.Object({ needed: Type.Boolean() })
/** POST /api/setup {…} → Me, signed in. `token` comes from the one-time link on the console: `/setup#TOKEN`, behind the `#` because browsers
 * do not send that part and no proxy logs it. */
export const Setup = Type.Object({
  token: Type.String({ maxLength: 200 }),
  organisation: Type.String({ minLength: 1, maxLength: 200 }),
  zone: Type.String({ maxLength: 60 }),
  name: Name,
  email: Email,
  password: Password,
  locale: Type.Optional(LocaleName),
})
/** POST /api/sessions {…} → Me; DELETE /api/sessions/current; GET /api/sessions → Session[]; DELETE /api/sessions/:sessionId.
 * POST /api/sessions/link {token} → Me: the one-time link of a demo, `/sign-in#TOKEN` (public) */
export const SignIn = Type.Object({ email: Email, password: Password })
export const SignInLink = Type.Object({ token: Type.String({ maxLength: 200 }) })
export const Session = Type.Object({
  id: Type.String(),
  createdAt: Time,
  lastSeenAt: Time,
  userAgent: Type.String(),
  address: Type.String(),
  isCurrent: Type.Boolean(),
})
/** GET /api/me → Me; PUT /api/me/locale {locale}; PUT /api/me/password {old, new} (ends all other sessions) */
export const Me = Type.Object({
  person: Type.Object({
    id: Uuid,
    name: Type.String(),
    email: Type.String(),
    roles: Type.Array(RoleName),
    locale: Type.Union([LocaleName, Type.Null()]),
  }),
  organisation: Type.Object({ id: Uuid, name: Type.String(), zone: Type.String(), isDemo: Type.Boolean() }),
  permissions: Type.Array(Type.String()),
})
export const NewLocale = Type.Object({ locale: LocaleName })
export const NewPassword = Type.Object({ old: Password, new: Password })

/** GET /api/people → Person[]; POST /api/people {NewPerson} → {person, link}: the link is shown once, to be handed over;
 * PUT /api/people/:personId/roles {roles} → Person; POST and DELETE /api/people/:personId/disabling {reason} → Person;
 * POST /api/people/:personId/link → {link}: a new one-time link to set a password; the earlier ones are void. */
export const Person = Type.Object({
  id: Uuid,
  name: Type.String(),
  email: Type.String(),
  roles: Type.Array(RoleName),
  isDisabled: Type.Boolean(),
  hasJoined: Type.Boolean(),
  lastSeenAt: Type.Union([Time, Type.Null()]),
})
export const OneTimeLink = Type.Object({ link: Type.String() })
export const InvitedPerson = Type.Object({ person: Person, link: Type.String() })
export const NewPerson = Type.Object({
  name: Name,
  email: Email,
  roles: Type.Array(RoleName, { minItems: 1, maxItems: 4 }),
})
export const NewRoles = Type.Object({ roles: Type.Array(RoleName, { minItems: 0, maxItems: 4 }) })
export const Reason = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 2000 }) })
/** The link is `/invitation#TOKEN`. POST /api/invitations {token, password} → Me, signed in (public). POST /api/invitations/state {token} → {name, organisation} (public) */
export const Invitation = Type.Object({ token: Type.String({ maxLength: 200 }), password: Password })

export const InvitationToken = Type.Object({ token: Type.String({ maxLength: 200 }) })
export const InvitationState = Type.Object({ name: Type.String(), organisation: Type.String() })

/** GET /api/tokens → Token[]; POST /api/tokens {NewToken} → {token, secret}: the secret is shown once; DELETE /api/tokens/:tokenId.
 * Sent as `Authorization: Bearer SECRET`. */
export const Token = Type.Object({
  id: Uuid,
  name: Type.String(),
  permissions: Type.Array(Type.String()),
  createdAt: Time,
  createdBy: Type.String(),
  expiresAt: Time,
  lastUsedAt: Type.Union([Time, Type.Null()]),
  isRevoked: Type.Boolean(),
})
export const NewToken = Type.Object({
  name: Name,
  permissions: Type.Array(Type.String(), { minItems: 1, maxItems: 30 }),
  expiresInDays: Type.Integer({ minimum: 1, maximum: 366 }),
})
export const MadeToken = Type.Object({ token: Token, secret: Type.String() })

export const AuditQuery = Type.Object({
  before: Type.Optional(Uuid),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  verb: Type.Optional(Type.String({ maxLength: 100 })),
  object: Type.Optional(Type.String({ maxLength: 200 })),
})
/** GET /api/audit?before&limit&verb&object → AuditRow[] (newest first; `object` is an object's id); GET /api/audit/verification → Verification */
export const AuditRow = Type.Object({
  id: Uuid,
  at: Time,
  actorKind: Type.String(),
  actorId: Type.String(),
  actorName: Type.String(),
  /** the handbook's verb, such as `declareCrisis` */
  verb: Type.String(),
  objectKind: Type.String(),
  objectId: Type.String(),
  detail: Type.Unknown(),
  isErased: Type.Boolean(),
  isSealed: Type.Boolean(),
})
export const Verification = Type.Object({
  isWhole: Type.Boolean(),
  rows: Type.Integer(),
  sealed: Type.Integer(),
  firstBroken: Type.Union([Type.Object({ id: Type.String(), why: Type.String() }), Type.Null()]),
})

export type Me = Static<typeof Me>
export type Person = Static<typeof Person>
export type Session = Static<typeof Session>
export type Token = Static<typeof Token>
export type AuditRow = Static<typeof AuditRow>
export type Verification = Static<typeof Verification>
