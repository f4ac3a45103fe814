import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import type { FastifyInstance } from 'fastify'

/**
 * @returns the port that was given
 * @throws Error in words for an operator
 */
export async function listen(server: FastifyInstance, host: string, port: number): Promise<number> {
  try {
    await server.listen({ host, port })
  } catch (error) {
    throw new Error(explain((error as NodeJS.ErrnoException).code, host, port) ?? (error as Error).message, {
      cause: error,
    })
  }
  const address = server.server.address()
  return typeof address === 'object' && address ? address.port : port
}

function explain(code: string | undefined, host: string, port: number): string | undefined {
  if (code === 'EADDRINUSE') {
    return `port ${port} is in use, perhaps by a Weiji that runs already: stop that, or choose another by PORT=${port + 1} npm start`
  }
  if (code === 'EACCES') return `port ${port} is for root only: choose one above 1023 by PORT, and put a proxy in front`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `this machine has no address ${host}: set HOST to one that it has, or to 0.0.0.0`
  return undefined
}

/** A port that nobody listens on at this moment. */
export async function freePort(host: string): Promise<number> {
  const server = createServer().listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
