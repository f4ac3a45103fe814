import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

export type FeedReply = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}
export type FeedServer = {
  readonly url: string
  readonly port: number
  /** what each path answers from now on; may wait */
  answer(path: string, reply: FeedReply | ((request: IncomingMessage) => FeedReply | Promise<FeedReply>)): void
  /** paths in the order in which they were asked, with what was sent */
  readonly asked: { readonly path: string; readonly headers: IncomingMessage['headers'] }[]
  /** the most that were open at once, by the host that was asked for */
  readonly most: Map<string, number>
}

/** A server of the other side, on a port of its own; collectors reach it where 127.0.0.1 and localhost are among the private hosts. */
export async function startFeedServer(t: TestContext): Promise<FeedServer> {
  const replies = new Map<string, FeedReply | ((request: IncomingMessage) => FeedReply | Promise<FeedReply>)>()
  const asked: FeedServer['asked'] = []
  const open = new Map<string, number>()
  const most = new Map<string, number>()
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? ''
    const host = (request.headers.host ?? '').replace(/:\d+$/, '')
    asked.push({ path, headers: request.headers })
    open.set(host, (open.get(host) ?? 0) + 1)
    most.set(host, Math.max(most.get(host) ?? 0, open.get(host) ?? 0))
    const given = replies.get(path) ?? { status: 404 }
    const { status = 200, headers = {}, body = '' } = typeof given === 'function' ? await given(request) : given
    open.set(host, (open.get(host) ?? 0) - 1)
    response.writeHead(status, headers).end(body)
  }
  const server = createServer((request, response) => void serve(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, port, answer: (path, reply) => void replies.set(path, reply), asked, most }
}

/** An RSS 2.0 feed of these items: [id, time]. */
export function rssOf(items: readonly (readonly [id: string, at: Date])[]): string {
  const entries = items.map(
    ([id, at]) =>
      `<item><title>青禾 ${id}</title><link>https://news.example/${id}</link><guid isPermaLink="false">${id}</guid><pubDate>${at.toUTCString()}</pubDate></item>`,
  )
  return `<rss version="2.0"><channel><title>t</title>${entries.join('')}</channel></rss>`
}
