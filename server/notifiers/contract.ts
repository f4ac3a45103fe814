/**
 * How people are reached. A notifier carries one message to one person, or to one room of many, over one kind of channel; whom, about
 * what and in which language is decided by features. Settings, limits and names live in the member: forms, checks and documents are
 * derived from it. A configured notifier is a channel (`server/access/channel-store.ts`); there may be several of one kind.
 */
export type Locale = 'zh-Hant' | 'zh-Hans' | 'en'
export type Names = Readonly<Record<Locale, string>>

/** One setting of a channel, for the whole organisation; or what must be known of a person to reach them by it. */
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
  /** by `make` of the notifier: no form asks for it, and it stays as it was made */
  readonly isMade?: boolean
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
  /** of a room: its name, and an address of '' (where it is stands in the channel's settings) */
  readonly to: { readonly name: string; readonly address: string }
  readonly locale: Locale
  /** 1 is the gravest; absent: levels say nothing here */
  readonly level?: 1 | 2 | 3
  /** a drill comes only to a sandbox; whatever looks different for a drill is said in the words too */
  readonly mode: 'live' | 'drill'
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
  /** of a room: who is called by name there; addresses are those of `address` (such as phone numbers), '' where the person has none */
  readonly mentions?: readonly { readonly name: string; readonly address: string }[]
  /** a button or link by which the recipient says "I have it" */
  readonly acknowledge?: { readonly url: string; readonly text: string }
  /** for channels that carry no free text: a title of at most BRIEF_LENGTH characters, and the hour in the organisation's zone */
  readonly brief: { readonly title: string; readonly time: string }
}
/** of `brief.title`, in characters */
export const BRIEF_LENGTH = 40

export type OutsideCall = {
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
  /** for everything together; 15 s unless told */
  readonly timeoutMs?: number
}
/** Names of headers in lower case; the body unpacked, at most 1 MiB. */
export type OutsideReply = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

export type SendContext = {
  /** checked by `readSettings`, opened secrets among them */
  readonly settings: Settings
  /** our own name outside, such as weiji.example.com */
  readonly ownHost: string
  readonly signal: AbortSignal
  readonly clock: { now(): Date }
  /** addresses of a host that may be connected to; rejects where there are none. For protocols other than HTTP. */
  readonly resolve: (host: string) => Promise<readonly string[]>
  /**
   * Asks by HTTP without being led into our own network. A status of 4xx or 5xx is an answer, and a POST follows no redirect.
   * @throws NotifyError (`host-unknown`, `host-refused`, `unreachable`, `timeout`, `certificate`), ready to be passed on
   */
  readonly fetch: (call: OutsideCall) => Promise<OutsideReply>
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
  // It was called too often: the channel rests for `retryAfterMs`, or else for its `silenceMinutes`.
  'throttled',
  // The address does not exist any more: a person's is deleted, and the robot of a room switched off.
  'gone',
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
  /** of `throttled`: how long the other side wants to be left alone, where it says so */
  readonly retryAfterMs: number | undefined
  constructor(code: NotifyCode, message: string, { isFinal, said, retryAfterMs }: Trouble) {
    super(message)
    this.name = 'NotifyError'
    this.code = code
    this.isFinal = isFinal
    this.said = said
    this.retryAfterMs = retryAfterMs
  }
}
type Trouble = {
  readonly isFinal: boolean
  readonly said?: string | undefined
  readonly retryAfterMs?: number | undefined
}

export type Limits = {
  /** messages on their way at the same time, of one organisation */
  readonly parallel: number
  /** attempts before a message is set aside for a person */
  readonly tries: number
  /**
   * To one person: what comes beyond `messages` in so many minutes is gathered into one; what is urgent never is. Channels have such
   * limits of their own (a DingTalk robot is silent for ten minutes after 20 a minute), and people have too.
   */
  readonly perPerson: { readonly messages: number; readonly minutes: number }
  /**
   * Of one channel as a whole, as its platform counts: of `messages` in so many minutes the last `reserve` are kept for the gravest.
   * Whoever exceeds it is left unheard for `silenceMinutes`.
   */
  readonly room?: RoomLimit
  /** of the text; what is longer is cut */
  readonly mostCharacters: number
}

export type RoomLimit = {
  readonly messages: number
  readonly minutes: number
  readonly reserve: number
  readonly silenceMinutes: number
}

export interface Notifier {
  /** stable id, also the file's name */
  readonly id: string
  readonly names: Names
  /** room: one message for everybody there; where it is stands in the channel's settings */
  readonly reaches: 'person' | 'room'
  readonly settings: readonly SettingField[]
  /**
   * What must be known of a person (a phone number, a chat's id, a device's key). Its `key` is free. Absent: nothing has to be asked,
   * as with the account's own e-mail address. In a room it is optional: by it people are called by name.
   */
  readonly address?: { readonly field: SettingField }
  /** People register browsers by it: the address of each is JSON {endpoint, p256dh, auth}, and nothing else is asked. */
  readonly devices?: { isUsable(address: string): boolean }
  readonly limits: Limits
  /** nothing leaves it: only such a one may carry what belongs to a drill */
  readonly isSandbox: boolean
  /** The settings that the product makes itself when a channel is added (`isMade`), such as a pair of keys. */
  make?(): Settings
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
