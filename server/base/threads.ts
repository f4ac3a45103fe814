import { type Transferable, Worker } from 'node:worker_threads'

/** What a thread's module exports: made once per thread from `init`, then called once per request. */
export type ThreadFunction<Init, Request, Reply> = (
  init: Init,
) => Responder<Request, Reply> | Promise<Responder<Request, Reply>>
type Responder<Request, Reply> = (request: Request) => Response<Reply> | Promise<Response<Reply>>
type Response<Reply> = { readonly reply: Reply; readonly transfer?: readonly Transferable[] }

export type Start = {
  readonly module: string
  readonly name: string
  readonly init: unknown
  readonly niceness: number
}
export type Asked = { readonly request: unknown }
export type Answer = { readonly ready: true } | { readonly reply: unknown } | { readonly failure: Error }

export type Pool<Request, Reply> = {
  /**
   * Runs one request on the next free thread.
   * @param transfer buffers of the request that are handed over instead of copied; such a request is not tried again
   * @throws PoolBusy when `queueLimit` requests wait already, ThreadCrashed when its thread died twice of it, or what the
   *   thread's function threw
   */
  call(request: Request, transfer?: readonly Transferable[]): Promise<Reply>
  /** Ends all threads; what still waits is refused. */
  close(): Promise<void>
}

export type PoolOptions<Init> = {
  readonly module: URL
  /** the export of the module that is a ThreadFunction */
  readonly name: string
  /** copied to each thread; a SharedArrayBuffer in it is shared */
  readonly init: Init
  /** number of threads */
  readonly size: number
  /** 0 to 19: how far its threads stand back where there are fewer processors than work (Linux; elsewhere ignored). Default 0 */
  readonly niceness?: number
  /** requests that may wait for a thread, beyond those being answered. Default 1,000 */
  readonly queueLimit?: number
}

export class PoolBusy extends Error {
  override readonly name = 'PoolBusy'
}
export class ThreadCrashed extends Error {
  override readonly name = 'ThreadCrashed'
}

const QUEUE_LIMIT = 1000
const ENTRY = new URL('./thread-entry.ts', import.meta.url)

/**
 * Starts a pool of worker threads. A thread that dies is replaced, and its request is tried once more.
 * @throws what a thread's start threw
 */
export async function startPool<Init, Request, Reply>(options: PoolOptions<Init>): Promise<Pool<Request, Reply>> {
  const pool = new ThreadPool<Init, Request, Reply>(options)
  try {
    await pool.start()
  } catch (error) {
    await pool.close()
    throw error
  }
  return pool
}

type Job<Request, Reply> = {
  readonly request: Request
  readonly transfer: readonly Transferable[]
  crashes: number
  readonly resolve: (reply: Reply) => void
  readonly reject: (error: Error) => void
}

/** One place of the pool. Its worker is replaced when it dies; `gone`: the replacement did not start either. */
type Seat<Request, Reply> = {
  worker: Worker | undefined
  state: 'starting' | 'idle' | 'busy' | 'gone'
  job: Job<Request, Reply> | undefined
}

class ThreadPool<Init, Request, Reply> implements Pool<Request, Reply> {
  readonly #options: PoolOptions<Init>
  readonly #seats: Seat<Request, Reply>[]
  readonly #waiting: Job<Request, Reply>[] = []
  #closed = false

  constructor(options: PoolOptions<Init>) {
    this.#options = options
    this.#seats = Array.from({ length: Math.max(1, options.size) }, () => ({
      worker: undefined,
      state: 'gone',
      job: undefined,
    }))
  }

  async start(): Promise<void> {
    await Promise.all(this.#seats.map((seat) => this.#seat(seat)))
  }

  call(request: Request, transfer: readonly Transferable[] = []): Promise<Reply> {
    if (this.#closed) return Promise.reject(new PoolBusy('the threads have been ended'))
    if (this.#waiting.length >= (this.#options.queueLimit ?? QUEUE_LIMIT)) {
      return Promise.reject(new PoolBusy(`${this.#waiting.length} requests wait for a thread already`))
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, transfer, crashes: 0, resolve, reject })
      this.#dispatch()
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    const refused = new PoolBusy('the threads have been ended')
    for (const job of this.#waiting.splice(0)) job.reject(refused)
    for (const seat of this.#seats) seat.job?.reject(refused)
    await Promise.all(this.#seats.map((seat) => seat.worker?.terminate()))
  }

  #dispatch(): void {
    for (const seat of this.#seats) {
      if (this.#waiting.length === 0) return
      if (seat.state === 'idle') this.#assign(seat)
      else if (seat.state === 'gone') this.#seat(seat).catch((error: Error) => this.#refuseAll(error))
    }
  }

  #assign(seat: Seat<Request, Reply>): void {
    const job = this.#waiting.shift()
    if (!job || !seat.worker) return
    seat.state = 'busy'
    seat.job = job
    try {
      seat.worker.postMessage({ request: job.request } satisfies Asked, [...job.transfer])
    } catch (error) {
      // A request that cannot be copied (a function in it) never reached the thread.
      this.#free(seat)
      job.reject(error as Error)
    }
  }

  /** Puts a new worker on a seat; resolves when it is ready. */
  #seat(seat: Seat<Request, Reply>): Promise<void> {
    const { module, name, init, niceness = 0 } = this.#options
    seat.state = 'starting'
    const worker = new Worker(ENTRY, { workerData: { module: module.href, name, init, niceness } satisfies Start })
    seat.worker = worker
    return new Promise((resolve, reject) => {
      let death = new Error('the thread ended')
      worker.on('message', (answer: Answer) => {
        if ('ready' in answer) {
          resolve()
          this.#free(seat)
        } else this.#answer(seat, answer)
      })
      worker.on('error', (error: Error) => {
        death = error
      })
      worker.on('exit', () => {
        reject(death)
        this.#bury(seat, death)
      })
    })
  }

  #answer(seat: Seat<Request, Reply>, answer: { reply: unknown } | { failure: Error }): void {
    const job = seat.job
    this.#free(seat)
    if ('failure' in answer) job?.reject(answer.failure)
    else job?.resolve(answer.reply as Reply)
  }

  #free(seat: Seat<Request, Reply>): void {
    seat.job = undefined
    seat.state = 'idle'
    this.#dispatch()
  }

  /** A worker died. Its job goes back to the head of the queue once; the seat gets a new worker when there is work. */
  #bury(seat: Seat<Request, Reply>, death: Error): void {
    const job = seat.job
    seat.job = undefined
    seat.worker = undefined
    seat.state = 'gone'
    if (this.#closed) return
    if (job && job.crashes === 0 && job.transfer.length === 0) {
      job.crashes++
      this.#waiting.unshift(job)
    } else job?.reject(new ThreadCrashed(`the thread died of this request: ${death.message}`, { cause: death }))
    if (job) this.#dispatch()
  }

  /** A replacement did not start: unless another thread lives, nothing will ever answer what waits. */
  #refuseAll(error: Error): void {
    if (this.#seats.some((seat) => seat.state !== 'gone')) return
    for (const job of this.#waiting.splice(0)) {
      job.reject(new ThreadCrashed(`no thread could be started: ${error.message}`, { cause: error }))
    }
  }
}
