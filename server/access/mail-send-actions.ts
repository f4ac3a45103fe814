import type { Actor, App } from '../app.ts'
import { inTransaction } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import type { Channel } from '../base/outbox-sender.ts'
import { fetchOutside, resolveOutside } from '../base/outside.ts'
import {
  BRIEF_LENGTH,
  type Message,
  type Notifier,
  type NotifyCode,
  NotifyError,
  type Receipt,
  type SendContext,
} from '../notifiers/contract.ts'
import { accountNotifiers } from '../notifiers/index.ts'
import { recordAct } from './audit-actions.ts'
import { knownNotifier, openSettings } from './mail-actions.ts'
import { noteRefused, noteTaken } from './mail-store.ts'
import { findNotice, type SendableNotice } from './notice-store.ts'
import { formatTime } from './notice-time.ts'
import { footWord, localeOf, openWord, testLines, testSubject } from './notice-words.ts'
import { permit } from './permit.ts'
import { findPerson, getOrganisation } from './reads.ts'

const TEST_MS = 30_000

/** For the outbox: one channel for each notifier. */
export function noticeChannels(app: App): Channel[] {
  return accountNotifiers.map((notifier) => noticeChannel(app, notifier))
}

/** Carries a notice by its id: what it says and where it goes is read when it is sent. */
export function noticeChannel(app: App, notifier: Notifier): Channel {
  const places = new Map<string, Places>()
  return {
    name: notifier.id,
    isSandbox: notifier.isSandbox,
    mostAttempts: notifier.limits.tries,
    send: async ({ orgId, body }, key, signal) => {
      const found = await findNotice(app.db, orgId, String((body as { noticeId?: unknown } | null)?.noticeId))
      if (!found) throw new Refusal('not-found', { reason: 'the notice is gone' })
      if (found.isDisabled) throw new Refusal('wrong-state', { reason: 'the person is disabled' })
      const own = places.get(orgId) ?? makePlaces(notifier.limits.parallel)
      places.set(orgId, own)
      await own.enter()
      try {
        // Unique in the installation: the keys of two organisations may be the same.
        return await carry(app, notifier, orgId, messageOf(app, found), `${orgId} ${key}`, signal)
      } catch (error) {
        throw isFinal(error) ? new Refusal('invalid', { reason: reasonOf(error) }) : new Error(reasonOf(error))
      } finally {
        own.leave()
      }
    },
  }
}

export type Tried = { readonly isSent: boolean; readonly code: NotifyCode | null; readonly said: string }

/**
 * Sends a message to whoever asks, at once, and tells what the other side said, whatever it was.
 * @throws Refusal `not-found`; `forbidden` for programs, which have no address
 */
export async function testNotifier(app: App, actor: Actor, id: string): Promise<Tried> {
  permit(actor, 'work.manage')
  const person = actor.kind === 'person' ? await findPerson(app.db, actor.orgId, actor.id) : undefined
  const notifier = knownNotifier(id)
  if (!person) throw new Refusal('forbidden', { reason: 'for people' })
  const now = app.clock.now()
  const { name: organisation, zone } = await getOrganisation(app.db, actor.orgId)
  const locale = localeOf(person.locale, zone)
  const lines = testLines(organisation, formatTime(now, locale, zone)).map((said) => said(locale))
  const message = messageOf(app, {
    ...person,
    locale,
    subject: testSubject(locale),
    lines,
    url: null,
    thread: null,
    createdAt: now,
  })
  const tried = await tryOnce(app, notifier, actor.orgId, message)
  await inTransaction(app.db, (trx) => {
    const detail = { isSent: tried.isSent, code: tried.code }
    return recordAct(trx, now, actor, { verb: 'testNotifier', objectKind: 'notifier', objectId: id, detail })
  })
  return tried
}

async function tryOnce(app: App, notifier: Notifier, orgId: string, message: Message): Promise<Tried> {
  try {
    const { said } = await carry(app, notifier, orgId, message, `test ${newId()}`, AbortSignal.timeout(TEST_MS))
    return { isSent: true, code: null, said }
  } catch (error) {
    if (!(error instanceof NotifyError)) throw error
    return { isSent: false, code: error.code, said: error.said ?? error.message }
  }
}

/** Sends, and keeps how it went beside the settings. */
async function carry(
  app: App,
  notifier: Notifier,
  orgId: string,
  message: Message,
  key: string,
  signal: AbortSignal,
): Promise<Receipt> {
  const { privateHosts, publicUrl } = app.config
  const resolve = (host: string) => resolveOutside(host, privateHosts)
  try {
    const settings = await openSettings(app, orgId, notifier)
    const fetch: SendContext['fetch'] = (call) => fetchOutside({ ...call, signal, privateHosts })
    const context = { settings, ownHost: new URL(publicUrl).hostname, signal, clock: app.clock, resolve, fetch }
    const receipt = await notifier.send(message, key, context)
    await noteTaken(app.db, orgId, notifier.id, app.clock.now())
    return receipt
  } catch (error) {
    if (error instanceof NotifyError) {
      const said = error.said ?? error.message
      await noteRefused(app.db, orgId, notifier.id, { at: app.clock.now(), code: error.code, said })
    }
    throw error
  }
}

type Sendable = Pick<SendableNotice, 'name' | 'email' | 'locale' | 'subject' | 'lines' | 'url' | 'thread' | 'createdAt'>

function messageOf({ config }: App, notice: Sendable): Message {
  const { name, email, locale, subject, lines, url, thread, createdAt } = notice
  return {
    to: { name, address: email },
    locale,
    subject,
    lines,
    ...(url === null ? {} : { link: { url, text: openWord(locale) } }),
    foot: { text: footWord(locale), url: `${config.publicUrl}/me#notices` },
    at: createdAt,
    // Of a drill nothing comes here: it is kept as a row that is not sent.
    mode: 'live',
    brief: { title: subject.slice(0, BRIEF_LENGTH), time: createdAt.toISOString() },
    ...(thread === null ? {} : { thread }),
  }
}

function isFinal(error: unknown): boolean {
  return error instanceof Refusal || (error instanceof NotifyError && error.isFinal)
}

/** `code: words`, which the page tells apart. */
function reasonOf(error: unknown): string {
  return error instanceof NotifyError ? `${error.code}: ${error.message}` : (error as Error).message
}

type Places = { enter(): Promise<void>; leave(): void }

/** So many at the same time; the others wait in line. */
function makePlaces(most: number): Places {
  let free = most
  const line: (() => void)[] = []
  return {
    enter: async () => {
      if (free > 0) free -= 1
      else await new Promise<void>((resolve) => line.push(resolve))
    },
    leave: () => {
      const next = line.shift()
      if (next) next()
      else free += 1
    },
  }
}
