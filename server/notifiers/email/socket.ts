import { isIPv6, connect as netConnect, type Socket } from 'node:net'

type Way = {
  readonly host: string
  readonly port: number
  readonly resolve: (host: string) => Promise<readonly string[]>
  readonly signal: AbortSignal
  readonly ms: number
}

/**
 * A connection to one of the addresses that were allowed, whichever answers first (RFC 8305), and to no other answer of the name
 * service: between a check and a connection of its own, a name could lead elsewhere.
 */
export async function connectAllowed({ host, port, resolve, signal, ms }: Way): Promise<Socket> {
  const addresses = await resolve(host)
  signal.throwIfAborted()
  const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }))
  const socket = netConnect({
    // A name even where the host is an address: Node asks no lookup for addresses.
    host: 'allowed.invalid',
    port,
    autoSelectFamily: true,
    lookup: (_name, options, done) => {
      const [first] = found
      if (options.all) done(null, found)
      else done(first ? null : new Error('no address'), first?.address ?? '', first?.family)
    },
  })
  try {
    await connected(socket, signal, ms)
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  }
}

function connected(socket: Socket, signal: AbortSignal, ms: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const late = setTimeout(() => reject(Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT' })), ms)
  const onAbort = (): void => reject(signal.reason as Error)
  signal.addEventListener('abort', onAbort)
  socket.once('connect', resolve)
  socket.once('error', reject)
  return promise.finally(() => {
    clearTimeout(late)
    signal.removeEventListener('abort', onAbort)
    socket.off('connect', resolve)
    socket.off('error', reject)
  })
}
