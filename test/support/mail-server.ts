import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'
import type { Certified } from './certificate.ts'

/** What the server does with a letter: takes it, says no, breaks off after it has it, or falls silent. */
export type Answer = { readonly code: number; readonly text: string } | 'take' | 'take-and-break' | 'silence'
export type Arrived = ParsedMail & { readonly raw: string; readonly envelope: { from: string; to: string[] } }

export type MailServer = {
  readonly port: number
  /** letters that it has, also those whose sender was not told */
  readonly arrived: Arrived[]
  /** for the letters to come, one after the other; afterwards each is taken */
  readonly script: Answer[]
  readonly refusals: { sender?: string; recipient?: string }
  /** encrypted connections at the time of the letter */
  readonly secured: boolean[]
  nextLetter(): Promise<Arrived>
}

export type MailServerOptions = {
  readonly tls?: Certified
  /** encrypted from the first byte; otherwise by STARTTLS, where there is a certificate */
  readonly isImplicit?: boolean
  readonly account?: { readonly user: string; readonly password: string }
}

/** A real SMTP server on a port of its own. */
export async function startMailServer(t: TestContext, options: MailServerOptions = {}): Promise<MailServer> {
  const { tls, isImplicit = false, account } = options
  const state = { arrived: [] as Arrived[], script: [] as Answer[], refusals: {}, secured: [] as boolean[] }
  const waiting: ((letter: Arrived) => void)[] = []
  const refusals: MailServer['refusals'] = state.refusals
  const sockets = new Set<Socket>()
  const server = new SMTPServer({
    name: 'mail.test',
    secure: isImplicit,
    ...(tls ? { key: tls.key, cert: tls.cert } : {}),
    disabledCommands: [...(tls && !isImplicit ? [] : ['STARTTLS']), ...(account ? [] : ['AUTH'])],
    authOptional: account === undefined,
    closeTimeout: 100,
    disableReverseLookup: true,
    onAuth: ({ username, password }, _session, done) => {
      const isRight = username === account?.user && password === account?.password
      if (isRight) done(null, { user: username })
      else done(refusal(535, '5.7.8 authentication failed: user name or password is wrong'))
    },
    onMailFrom: (_address, _session, done) =>
      done(refusals.sender ? refusal(553, `5.7.1 ${refusals.sender}`) : undefined),
    onRcptTo: ({ address }, _session, done) =>
      done(refusals.recipient ? refusal(550, `5.1.1 <${address}> ${refusals.recipient}`) : undefined),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => void take(Buffer.concat(chunks), session, done))
    },
  })
  const take = async (raw: Buffer, session: SMTPServerSession, done: (error?: Error | null, text?: string) => void) => {
    const answer = state.script.shift() ?? 'take'
    if (answer === 'silence') return
    if (typeof answer === 'object') return done(refusal(answer.code, answer.text))
    const envelope = { from: addressOf(session.envelope.mailFrom), to: session.envelope.rcptTo.map(addressOf) }
    const letter: Arrived = Object.assign(await simpleParser(raw), { raw: raw.toString('latin1'), envelope })
    state.arrived.push(letter)
    state.secured.push(session.secure)
    waiting.shift()?.(letter)
    if (answer === 'take-and-break') for (const socket of sockets) socket.destroy()
    else done(null, `2.0.0 Ok: queued as ${state.arrived.length}`)
  }
  server.on('error', () => undefined)
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  // It ends its connections by itself after `closeTimeout`: destroying those below a handshake crashes Node 24.21 (segmentation fault).
  t.after(() => new Promise<void>((resolve) => server.close(() => resolve())))
  return {
    ...state,
    refusals,
    port: (server.server.address() as AddressInfo).port,
    nextLetter: () => new Promise((resolve) => waiting.push(resolve)),
  }
}

function refusal(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode })
}

function addressOf(given: false | { address: string }): string {
  return given === false ? '' : given.address
}
