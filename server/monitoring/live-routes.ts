import type { ServerResponse } from 'node:http'
import { NEWS, newsFor } from '../access/inbox-news.ts'
import type { Actor, App, AppEndpoint } from '../app.ts'
import { SECOND } from '../base/clock.ts'
import { endpoint } from '../base/endpoint.ts'
import type { LiveEvent } from '../base/live.ts'
import { permissionForEvent } from './live-permission.ts'

/** Proxies cut silent connections, mostly after a minute. */
const HEARTBEAT_MS = 15 * SECOND
/** Whoever signed out, was disabled or lost a role hears nothing more after this. */
const RECHECK_MS = 30 * SECOND
/** A page that reads slower than this is cut off; it comes again and asks for what it missed. */
const MOST_UNREAD_BYTES = 4 * 2 ** 20

/** How long a reader may take to hear the end of an ended stream. */
const ENDING_MS = 5 * SECOND

/** Told by access when somebody signs out or is disabled: nobody need wait for the next look. */
const SESSIONS_ENDED = 'access.ended'

/** The actor with the permissions of this moment; undefined once the session has ended, or the person or token may do nothing more. */
export type FindAgain = (actor: Actor) => Promise<Actor | undefined>

/** GET /api/live: everything that happens in the organisation, as far as the actor may read of it. */
export function liveEndpoint(app: App, findAgain: FindAgain): AppEndpoint {
  return endpoint({
    method: 'GET',
    url: '/api/live',
    access: 'signed-in',
    summary: 'server-sent events of all kinds: new posts, alerts, crises; Last-Event-ID resumes',
    shapes: {},
    stream: true,
    answer: async ({ actor, request, reply }) => {
      const after = request.headers['last-event-id']
      reply.hijack()
      await stream(app, findAgain, actor, reply.raw, typeof after === 'string' ? after : undefined)
    },
  })
}

async function stream(
  app: App,
  findAgain: FindAgain,
  first: Actor,
  out: ServerResponse,
  after: string | undefined,
): Promise<void> {
  let actor = first
  out.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // nginx would hold events back until its buffer is full
    'x-accel-buffering': 'no',
  })
  const tell = (text: string): void => {
    // Of an ended response a write is an error that nobody hears, and the end of the process.
    if (out.writableEnded || out.destroyed) return
    out.write(text)
    if (out.writableLength > MOST_UNREAD_BYTES) out.destroy()
  }
  tell(frame('hello', {}))
  const hear = (event: LiveEvent): void => {
    if (event.kind === SESSIONS_ENDED && endedSessions(event).includes(first.sessionId)) end(out)
    const news = event.kind === NEWS ? newsFor(actor.id, event.body) : undefined
    if (news) tell(frame(event.kind, news, event.id))
    const permission = permissionForEvent(event.kind)
    if (permission !== undefined && actor.permissions.has(permission)) tell(frame(event.kind, event.body, event.id))
  }
  const heartbeat = setInterval(() => tell(': still here\n\n'), HEARTBEAT_MS)
  const refresh = async (): Promise<void> => {
    try {
      const now = await findAgain(actor)
      if (now) actor = now
      else end(out)
    } catch (error) {
      // Better cut off than told what one may no longer hear.
      app.log.warn('a live stream could not be checked', { error: (error as Error).message })
      end(out)
    }
  }
  const recheck = setInterval(() => void refresh(), RECHECK_MS)
  let leave: (() => void) | undefined
  out.once('close', () => {
    clearInterval(heartbeat)
    clearInterval(recheck)
    leave?.()
  })
  leave = await app.live.subscribe(actor.orgId, hear, after)
  if (out.closed) leave()
  // The session may have ended after it was looked at and before anybody listened for its end.
  else await refresh()
}

/** A reader who is behind would keep an ended response open for as long as it likes, and still read what is no longer its own. */
function end(out: ServerResponse): void {
  out.end()
  const late = setTimeout(() => out.destroy(), ENDING_MS)
  late.unref()
  out.once('close', () => clearTimeout(late))
}

function endedSessions({ body }: LiveEvent): readonly unknown[] {
  const { sessionIds } = body as { sessionIds?: unknown }
  return Array.isArray(sessionIds) ? sessionIds : []
}

/** JSON has no line breaks of its own, so an event's data is one line. */
function frame(kind: string, body: unknown, id?: string): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${kind}\ndata: ${JSON.stringify(body)}\n\n`
}
