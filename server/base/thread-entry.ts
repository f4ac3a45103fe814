/** What each worker thread of server/base/threads.ts runs: it imports the module it was given and answers one request at a time. */
import { parentPort, workerData } from 'node:worker_threads'
import { standBackHere } from './priority.ts'
import type { Answer, Asked, Start, ThreadFunction } from './threads.ts'

const { module, name, init, niceness } = workerData as Start
const port = parentPort
if (!port) throw new Error('server/base/thread-entry.ts runs in worker threads only')

if (niceness > 0) standBackHere(niceness)

const loaded = (await import(module)) as Record<string, ThreadFunction<unknown, unknown, unknown> | undefined>
const start = loaded[name]
if (!start) throw new Error(`${module} exports no ${name}`)
const respond = await start(init)

port.on('message', async ({ request }: Asked) => {
  try {
    const { reply, transfer = [] } = await respond(request)
    port.postMessage({ reply } satisfies Answer, [...transfer])
  } catch (error) {
    // Not a crash: the thread is sound, the request was not.
    port.postMessage({ failure: error instanceof Error ? error : new Error(String(error)) } satisfies Answer)
  }
})
port.postMessage({ ready: true } satisfies Answer)
