import { ImapFlow, type ImapFlowOptions } from 'imapflow'
import { SECOND } from '../../base/clock.ts'
import { CollectError } from '../contract.ts'

export type MailboxAccess = {
  readonly host: string
  readonly port: number
  readonly security: 'tls' | 'starttls' | 'none'
  readonly user: string
  readonly password: string
}

const CONNECT_MS = 15 * SECOND
const SILENT_MS = 60 * SECOND

/**
 * A connection to one of the addresses of the host that may be connected to; the certificate must be the host's. What is done with it is
 * cut off when the signal says so.
 * @throws CollectError
 */
export async function withMailbox<T>(
  access: MailboxAccess,
  addresses: readonly string[],
  signal: AbortSignal,
  work: (client: ImapFlow) => Promise<T>,
): Promise<T> {
  const client = await connect(access, addresses)
  const stop = (): void => client.close()
  signal.addEventListener('abort', stop, { once: true })
  try {
    signal.throwIfAborted()
    const result = await work(client)
    await client.logout().catch(() => undefined)
    return result
  } catch (error) {
    signal.throwIfAborted()
    throw worded(error)
  } finally {
    signal.removeEventListener('abort', stop)
    client.close()
  }
}

async function connect(access: MailboxAccess, addresses: readonly string[]): Promise<ImapFlow> {
  let last: unknown = new CollectError('unreachable', `${access.host} has no address that may be connected to`)
  for (const address of addresses) {
    const client = new ImapFlow(optionsOf(access, address))
    // Without a listener an error of the socket would end the process; what we wait for is rejected by itself.
    client.on('error', () => undefined)
    try {
      await client.connect()
      return client
    } catch (error) {
      client.close()
      last = error
      // Another address of the same server knows no other password.
      if (isRefused(error)) break
    }
  }
  throw worded(last)
}

function optionsOf({ host, port, security, user, password }: MailboxAccess, address: string): ImapFlowOptions {
  return {
    host: address,
    port,
    secure: security === 'tls',
    ...(security === 'starttls' ? { doSTARTTLS: true } : security === 'none' ? { doSTARTTLS: false } : {}),
    servername: host,
    auth: { user, pass: password },
    // Chinese providers (163, QQ) let nobody read who does not say what program it is.
    clientInfo: { name: 'Weiji' },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENT_MS,
    tls: { minVersion: 'TLSv1.2' },
  }
}

type ImapError = Error & {
  code?: string
  authenticationFailed?: boolean
  responseText?: string
  serverResponseCode?: string
}

const isRefused = (error: unknown): boolean => (error as ImapError).authenticationFailed === true

/** Whatever goes wrong on the way to a mailbox, in words for whoever keeps the source; nothing of the password, nothing of a mail. */
export function worded(error: unknown): unknown {
  if (error instanceof CollectError || error instanceof TypeError || error instanceof ReferenceError) return error
  const { code = '', message, responseText = '' } = error as ImapError
  const said = responseText === '' ? '' : `: ${responseText.slice(0, 200)}`
  if (isRefused(error))
    return new CollectError('sign-in-refused', `the mail server refuses the user or the password${said}`)
  if (/CERT|SELF_SIGNED|UNABLE_TO|ALTNAME/.test(code)) {
    return new CollectError('bad-certificate', `the certificate of the mail server cannot be trusted (${code})`)
  }
  if (/ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|ECONNRESET/.test(code)) {
    return new CollectError('unreachable', `the mail server cannot be reached (${code})`)
  }
  if (/TIMEOUT/i.test(code)) return new CollectError('timeout', 'the mail server does not answer in time')
  if (/SSL|TLS|EPROTO/i.test(`${code} ${message}`)) {
    return new CollectError('no-encryption', 'the mail server does not speak this kind of encryption at this port')
  }
  return new CollectError('other-side', `the mail server: ${(responseText || message || code).slice(0, 200)}`)
}
