/** One server-sent event. `id` is '' where the server gave none. */
export type LiveMessage = { readonly id: string; readonly kind: string; readonly body: unknown }
export type LiveState = 'connecting' | 'on' | 'off' | 'signed-out'
type Ears = {
  readonly hear: (message: LiveMessage) => void
  readonly state: (state: LiveState, missed: boolean) => void
}

const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 30_000
/** The server sends something (a comment at least) well within this; silence means a connection that died unnoticed. */
const SILENCE_MS = 60_000

/**
 * Keeps one stream of /api/live open, resumes after the last event heard, and waits longer after each failure. fetch rather
 * than EventSource, which gives up for ever on a 502 and cannot resume from a new object.
 * @returns closes it
 */
export function openLive(ears: Ears, path = '/api/live'): () => void {
  const closing = new AbortController()
  const run = { last: '', failures: 0, wasOn: false }
  const loop = async () => {
    while (!closing.signal.aborted) {
      ears.state('connecting', false)
      const status = await listen(path, run, ears, closing.signal).catch(() => 0)
      if (closing.signal.aborted) return
      if (status === 401) return ears.state('signed-out', false)
      ears.state('off', false)
      run.failures += 1
      await pause(waitAfter(run.failures), closing.signal)
    }
  }
  void loop()
  return () => closing.abort()
}

/** 1 s, 2 s, 4 s … 30 s, each up to a quarter longer, so that a thousand pages do not come back at once. */
export function waitAfter(failures: number, random = Math.random()): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1)) * (1 + random / 4)
}

async function listen(
  path: string,
  run: { last: string; failures: number; wasOn: boolean },
  ears: Ears,
  signal: AbortSignal,
): Promise<number> {
  const silent = new AbortController()
  const answer = await fetch(path, {
    headers: { accept: 'text/event-stream', ...(run.last ? { 'last-event-id': run.last } : {}) },
    credentials: 'same-origin',
    signal: AbortSignal.any([signal, silent.signal]),
  })
  if (!answer.ok || !answer.body) return answer.status
  ears.state('on', run.wasOn)
  run.failures = 0
  run.wasOn = true
  const decoder = new TextDecoderStream() as unknown as TransformStream<Uint8Array, string>
  const reader = answer.body.pipeThrough(decoder).getReader()
  const watch = { timer: 0 as unknown as ReturnType<typeof setTimeout>, rest: '' }
  try {
    for (;;) {
      clearTimeout(watch.timer)
      watch.timer = setTimeout(() => silent.abort(), SILENCE_MS)
      const { value, done } = await reader.read()
      if (done) return answer.status
      const { messages, rest } = readMessages(watch.rest + value)
      watch.rest = rest
      for (const message of messages) {
        if (message.id) run.last = message.id
        ears.hear(message)
      }
    }
  } finally {
    clearTimeout(watch.timer)
  }
}

/** Whole messages of the event-stream format; what is not whole yet comes back as `rest`. Comments and unreadable data are passed over. */
export function readMessages(text: string): { messages: LiveMessage[]; rest: string } {
  const blocks = text.replaceAll('\r\n', '\n').split('\n\n')
  const rest = blocks.pop() ?? ''
  return { messages: blocks.flatMap(readMessage), rest }
}

function readMessage(block: string): LiveMessage[] {
  const fields = new Map<string, string>()
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':')
    if (colon <= 0) continue
    const name = line.slice(0, colon)
    const value = line.slice(colon + 1).replace(/^ /, '')
    fields.set(name, name === 'data' && fields.has('data') ? `${fields.get('data')}\n${value}` : value)
  }
  const data = fields.get('data')
  if (data === undefined) return []
  try {
    return [{ id: fields.get('id') ?? '', kind: fields.get('event') ?? 'message', body: JSON.parse(data) }]
  } catch {
    return []
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, ms)
    // Back on-line sooner than the wait ends: try at once.
    const now = () => {
      clearTimeout(timer)
      done()
    }
    signal.addEventListener('abort', now, { once: true })
    globalThis.addEventListener?.('online', now, { once: true })
  })
}
