import { createRequire } from 'node:module'
import type { AddressInfo, Server } from 'node:net'
import type { TestContext } from 'node:test'

type Message = { raw: string; internaldate: Date | string; flags: string[]; uid: number }
type Folder = { uidvalidity: number; messages: Message[]; uidnext: number }
type Hoodiecrow = {
  readonly server: Server
  listen(port: number, done: () => void): void
  close(done: () => void): void
  getMailbox(path: string): Folder
  appendMessage(folder: Folder, flags: string[], date: Date, raw: Buffer | string): unknown
}
// It has no types.
const hoodiecrow = createRequire(import.meta.url)('hoodiecrow-imap') as (options: object) => Hoodiecrow

export type ImapServer = {
  readonly port: number
  /** appends to INBOX, as if it came at that time; the bytes are the mail */
  deliver(raw: Buffer | string, at?: Date): void
  /** numbers the folder anew */
  renumber(): void
  flagsOf(index: number): string[]
  readonly size: number
}
export const IMAP_USER = 'testuser'
export const IMAP_PASSWORD = 'testpass'

/** A real IMAP server on a port of this machine (hoodiecrow-imap), with one folder. */
export async function startImap(t: TestContext): Promise<ImapServer> {
  const server = hoodiecrow({
    plugins: ['ID', 'AUTH-PLAIN', 'SASL-IR', 'UIDPLUS', 'LITERALPLUS'],
    storage: { INBOX: { messages: [] } },
  })
  await new Promise<void>((done) => server.listen(0, done))
  t.after(() => new Promise<void>((done) => server.close(done)))
  const inbox = server.getMailbox('INBOX')
  return {
    port: (server.server.address() as AddressInfo).port,
    deliver: (raw, at = new Date()) => {
      // It keeps mails as strings of one character a byte.
      server.appendMessage(
        inbox,
        [],
        at,
        Buffer.isBuffer(raw) ? raw.toString('binary') : Buffer.from(raw).toString('binary'),
      )
    },
    renumber: () => {
      inbox.uidvalidity += 1
    },
    flagsOf: (index) => inbox.messages[index]?.flags ?? [],
    get size() {
      return inbox.messages.length
    },
  }
}
