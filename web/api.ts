import { isRefusalCode, type RefusalWord } from './ui/refusal-words.ts'

/** A "no" of the server, or of the way to it (`offline`, `unknown`), for pages to word. */
export class Refusal extends Error {
  readonly code: RefusalWord
  readonly field: string | undefined
  readonly reason: string | undefined
  readonly values: Readonly<Record<string, string | number>>
  /** seconds */
  readonly retryAfter: number | undefined
  readonly requestId: string | undefined

  constructor(code: RefusalWord, detail: Partial<Omit<Refusal, 'code' | keyof Error>> = {}) {
    super(code)
    this.name = 'Refusal'
    this.code = code
    this.field = detail.field
    this.reason = detail.reason
    this.values = detail.values ?? {}
    this.retryAfter = detail.retryAfter
    this.requestId = detail.requestId
  }
}

export type Query = Readonly<Record<string, string | number | boolean | undefined | null>>

/** Server's clock minus ours, in ms, from the newest answer's Date header: countdowns must not trust a phone's clock. */
const clock = { offset: 0 }
export function serverNow(): Date {
  return new Date(Date.now() + clock.offset)
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
  ask<T>('GET', path + queryText(query), undefined, signal)
export const post = <T>(path: string, body: unknown = {}): Promise<T> => ask<T>('POST', path, body)
export const put = <T>(path: string, body: unknown): Promise<T> => ask<T>('PUT', path, body)
export const patch = <T>(path: string, body: unknown): Promise<T> => ask<T>('PATCH', path, body)
export const remove = <T>(path: string, body?: unknown): Promise<T> => ask<T>('DELETE', path, body)

/** `?a=1&b=2` without what is empty; '' where nothing is left. */
export function queryText(query: Query = {}): string {
  const kept = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
  const text = new URLSearchParams(kept.map(([name, value]): [string, string] => [name, String(value)])).toString()
  return text === '' ? '' : `?${text}`
}

async function ask<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const sent = performance.now()
  const answer = await fetch(path, {
    method,
    credentials: 'same-origin',
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error
    throw new Refusal('offline')
  })
  readClock(answer, performance.now() - sent)
  if (!answer.ok) throw await readRefusal(answer)
  const text = await answer.text()
  return (text === '' ? undefined : JSON.parse(text)) as T
}

/** The Date header has whole seconds: half a second is added, and half of the way there and back. */
function readClock(answer: Response, tookMs: number): void {
  const date = answer.headers.get('date')
  if (!date || tookMs > 5000) return
  const offset = new Date(date).getTime() + 500 + tookMs / 2 - Date.now()
  // Jitter below a second would make every countdown twitch.
  if (Number.isFinite(offset) && Math.abs(offset - clock.offset) > 1500)
    clock.offset = Math.abs(offset) < 1500 ? 0 : offset
}

export async function readRefusal(answer: Response): Promise<Refusal> {
  const body = (await answer.json().catch(() => undefined)) as { error?: Record<string, unknown> } | undefined
  const error = body?.error ?? {}
  const retryAfter = Number(answer.headers.get('retry-after'))
  return new Refusal(isRefusalCode(error.code) ? error.code : 'unknown', {
    field: typeof error.field === 'string' ? error.field : undefined,
    reason: typeof error.reason === 'string' ? error.reason : undefined,
    values: (error.values ?? {}) as Record<string, string | number>,
    retryAfter: retryAfter > 0 ? retryAfter : undefined,
    requestId: typeof error.requestId === 'string' ? error.requestId : undefined,
  })
}
