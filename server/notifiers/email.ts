import tls from 'node:tls'
import { createTransport } from 'nodemailer'
import { SECOND } from '../base/clock.ts'
import { checkUser } from './contract/user.ts'
import { BadSetting, type Message, type Notifier, type Receipt, type SendContext, type Settings } from './contract.ts'
import { EMAIL_FIELDS } from './email/fields.ts'
import { letterOf } from './email/letter.ts'
import { connectAllowed } from './email/socket.ts'
import { oneLine, troubleOf } from './email/trouble.ts'

/** Below the lease of the outbox (30 s for one attempt): a server that hangs is told apart from one that is not there. */
const CONNECT_MS = 10 * SECOND
const GREETING_MS = 10 * SECOND
const SILENCE_MS = 15 * SECOND

/** Letters by SMTP (RFC 5321) through the company's own mail server. */
export const email: Notifier = {
  id: 'email',
  names: { 'zh-Hant': '電郵', 'zh-Hans': '邮件', en: 'E-mail' },
  reaches: 'person',
  settings: EMAIL_FIELDS,
  limits: {
    parallel: 3,
    // 10 minutes of short waits, then every 15: a mail server that is restarted or greylists for hours is outlasted.
    tries: 16,
    perPerson: { messages: 5, minutes: 10 },
    mostCharacters: 20_000,
  },
  isSandbox: false,
  check: checkTogether,
  send: sendLetter,
}

function checkTogether(settings: Settings): void {
  const { port, authority } = settings
  // Ports of other services of a machine: an error's words would tell what listens there.
  if (Number(port) < 1024 && ![25, 465, 587].includes(Number(port)))
    throw new BadSetting('port', 'must be 25, 465, 587, or 1024 and above')
  checkUser(settings)
  if (authority !== undefined && !isPem(String(authority)))
    throw new BadSetting('authority', 'must be certificates in PEM form, beginning with -----BEGIN CERTIFICATE-----')
}

function isPem(text: string): boolean {
  try {
    tls.createSecureContext({ ca: text })
    return /-----BEGIN CERTIFICATE-----/.test(text)
  } catch {
    return false
  }
}

async function sendLetter(message: Message, key: string, context: SendContext): Promise<Receipt> {
  const { settings, signal } = context
  const letter = letterOf(message, key, settings, email.limits.mostCharacters)
  try {
    const { messageId, response } = await createTransport(optionsOf(context)).sendMail({ ...letter, signal })
    return { id: messageId, said: oneLine(response) }
  } catch (error) {
    throw troubleOf(error, signal)
  }
}

function optionsOf({ settings, ownHost, resolve, signal }: SendContext) {
  const { host, port, security, user, password, authority } = settings
  const name = String(host)
  return {
    host: name,
    port: Number(port),
    secure: security === 'tls',
    // Never down to plain text where encryption was asked for, whatever somebody in between takes out of the server's answer.
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    name: ownHost,
    tls: authority === undefined ? {} : { ca: [...tls.getCACertificates('default'), String(authority)] },
    ...(user === undefined ? {} : { auth: { user: String(user), pass: String(password ?? '') }, forceAuth: true }),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: GREETING_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    getSocket: (_: unknown, done: (error: Error | null, socket?: object) => void) => {
      connectAllowed({ host: name, port: Number(port), resolve, signal, ms: CONNECT_MS }).then(
        (connection) => done(null, { connection }),
        (error: Error) => done(error),
      )
    },
  }
}
