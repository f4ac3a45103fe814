/** What each worker thread of server/base/threads.ts runs: it imports the module it was given and answers one request at a time. */
import { readlinkSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import type { Answer, Asked, Start, ThreadFunction } from './threads.ts'

/** The scale ends here. */
const MOST = 19
const { module, name, init, niceness } = workerData as Start
const port = parentPort
if (!port) throw new Error('server/base/thread-entry.ts runs in worker threads only')

if (niceness > 0) standBack(niceness)

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

/** Linux keeps a priority for each thread, and takes its number where others take a process's. */
function standBack(by: number): void {
  if (process.platform !== 'linux') return
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1))
    setPriority(thread, Math.min(MOST, getPriority(thread) + by))
  } catch {
    // A sandbox may forbid it: then all threads are equal, as they are on other systems.
  }
}
