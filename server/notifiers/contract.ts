/**
 * How people are reached. A notifier carries one message to one person over one kind of channel; whom, about what and in which language
 * is decided by features. Settings, limits and names live in the member: forms, checks and documents are derived from it.
 */
export type Locale = 'zh-Hant' | 'zh-Hans' | 'en'
export type Names = Readonly<Record<Locale, string>>

/** One setting of a notifier, for the whole organisation. */
export type SettingField = {
  readonly key: string
  readonly names: Names
  readonly hint?: Names
  /** `secret`: sealed where it is stored, and never read back; `long`: several lines */
  readonly kind: 'text' | 'long' | 'number' | 'choice' | 'secret' | 'address'
  readonly isRequired?: boolean
  readonly fallback?: string | number
  readonly choices?: readonly {
    readonly value: string
    readonly names: Names
    /** what usually goes with it: forms fill it in where nobody has written anything else */
    readonly suggests?: Settings
  }[]
  /** of a number, inclusive */
  readonly least?: number
  readonly most?: number
  /** of text, in characters */
  readonly mostLength?: number
  readonly example?: string
  /** who has the secrets learns where they go: when this changes, they must be given again */
  readonly guardsSecrets?: boolean
  /** few need it: forms fold it away */
  readonly isRare?: boolean
}
export type Settings = Readonly<Record<string, string | number>>

/** A setting that cannot be meant. */
export class BadSetting extends Error {
  readonly key: string
  constructor(key: string, message: string) {
    super(message)
    this.key = key
  }
}

export type Message = {
  readonly to: { readonly name: string; readonly address: string }
  readonly locale: Locale
  readonly subject: string
  readonly lines: readonly string[]
  /** where to go on */
  readonly link?: { readonly url: string; readonly text: string }
  /** why it came, and where to choose what comes */
  readonly foot: { readonly text: string; readonly url: string }
  /** of its cause, the same at every attempt */
  readonly at: Date
  /** messages about the same thing have the same one */
  readonly thread?: string
}

export type SendContext = {
  /** checked by `readSettings`, opened secrets among them */
  readonly settings: Settings
  /** our own name outside, such as weiji.example.com */
  readonly ownHost: string
  readonly signal: AbortSignal
  /** addresses of a host that may be connected to; rejects where there are none */
  readonly resolve: (host: string) => Promise<readonly string[]>
}

/** What the other side said when it took the message on. */
export type Receipt = { readonly id: string; readonly said: string }

export const NOTIFY_CODES = [
  'host-unknown',
  'host-refused',
  'unreachable',
  'timeout',
  'certificate',
  'no-tls',
  'sign-in',
  'sender-refused',
  'recipient-refused',
  'refused',
  'later',
  'connection-lost',
  'settings',
  'unknown',
] as const
export type NotifyCode = (typeof NOTIFY_CODES)[number]

/** Why a message could not be sent. The message holds no address of a person: it goes into logs. */
export class NotifyError extends Error {
  readonly code: NotifyCode
  /** trying again cannot help */
  readonly isFinal: boolean
  /** the other side's own words, for whoever keeps the settings; may name the recipient */
  readonly said: string | undefined
  constructor(code: NotifyCode, message: string, { isFinal, said }: { isFinal: boolean; said?: string | undefined }) {
    super(message)
    this.name = 'NotifyError'
    this.code = code
    this.isFinal = isFinal
    this.said = said
  }
}

export type Limits = {
  /** messages on their way at the same time, of one organisation */
  readonly parallel: number
  /** attempts before a message is set aside for a person */
  readonly tries: number
  /**
   * To one person: what comes beyond `messages` in so many minutes is gathered into one; the gravest may use `reserve` more. Channels
   * have such limits of their own (a DingTalk robot is silent for ten minutes after 20 a minute), and people have too.
   */
  readonly perPerson: { readonly messages: number; readonly minutes: number; readonly reserve: number }
  /** of the text; what is longer is cut */
  readonly mostCharacters: number
}

export interface Notifier {
  /** stable id, also the file's name and the outbox's channel */
  readonly id: string
  readonly names: Names
  readonly settings: readonly SettingField[]
  readonly limits: Limits
  /** nothing leaves it: only such a one may carry what belongs to a drill */
  readonly isSandbox: boolean
  /** Settings that do not fit together. @throws BadSetting */
  check(settings: Settings): void
  /**
   * @param key the same at every attempt, unique in the installation: whoever receives can tell a repeat by what is made of it
   * @throws NotifyError
   */
  send(message: Message, key: string, context: SendContext): Promise<Receipt>
}

/**
 * What was given, checked against the fields: unknown keys are refused, absent ones get their fallback.
 * @throws BadSetting
 */
export function readSettings(fields: readonly SettingField[], given: Readonly<Record<string, unknown>>): Settings {
  const stranger = Object.keys(given).find((key) => !fields.some((field) => field.key === key))
  if (stranger !== undefined) throw new BadSetting(stranger, 'there is no such setting')
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = readOne(field, given[field.key])
      return value === undefined ? [] : [[field.key, value]]
    }),
  )
}

const CONTROL = /\p{Cc}/u
const CONTROL_BUT_BREAKS = /[^\P{Cc}\n\r\t]/u
/** One @, no spaces, brackets, quotes or commas: what could end an address in a header is in none. */
const ADDRESS = /^[^\s@<>()[\]\\,;:"]{1,64}@[^\s@<>()[\]\\,;:"]{1,190}$/u
const MOST_LENGTH = 200

function readOne(field: SettingField, given: unknown): string | number | undefined {
  const value = typeof given === 'string' && field.kind !== 'secret' ? given.trim() : given
  if (value === undefined || value === null || value === '') {
    if (field.fallback !== undefined) return field.fallback
    if (field.isRequired) throw new BadSetting(field.key, 'is needed')
    return undefined
  }
  return field.kind === 'number' ? readNumber(field, value) : readText(field, value)
}

function readNumber({ key, least = 0, most = Number.MAX_SAFE_INTEGER }: SettingField, value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value
  throw new BadSetting(key, `must be a whole number from ${least} to ${most}`)
}

function readText({ key, kind, choices = [], mostLength = MOST_LENGTH }: SettingField, value: unknown): string {
  if (typeof value !== 'string' || !value.isWellFormed()) throw new BadSetting(key, 'must be text')
  if (value.length > mostLength) throw new BadSetting(key, `must have at most ${mostLength} characters`)
  if ((kind === 'long' ? CONTROL_BUT_BREAKS : CONTROL).test(value))
    throw new BadSetting(key, 'holds control characters')
  if (kind === 'choice' && !choices.some((choice) => choice.value === value))
    throw new BadSetting(key, `must be one of ${choices.map((choice) => choice.value).join(', ')}`)
  if (kind === 'address' && !ADDRESS.test(value)) throw new BadSetting(key, 'must be an address such as a@example.com')
  return value
}
