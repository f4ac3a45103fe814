/** Posts that come in while something else is measured. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { RunningServer } from './running-server.ts'
import { type Corpus, livePosts } from './search-corpus.ts'

const BATCH = 500
const MOST_WAITING = 16

/** Batches on time; where the server does not keep up they wait, and the rate that was reached is told. */
export function startLoad(server: RunningServer, corpus: Corpus, rate: number) {
  const state = { isOn: true, next: 10_000_000 + (Date.now() % 1e9) * 10, sent: 0 }
  const began = performance.now()
  const run = (async () => {
    const sends = new Set<Promise<void>>()
    for (let i = 0; state.isOn; i++) {
      await sleep(Math.max(0, began + (i * BATCH * 1000) / rate - performance.now()))
      while (sends.size >= MOST_WAITING) await Promise.race(sends)
      const body = JSON.stringify({ source: 'bench', posts: livePosts(corpus, state.next, BATCH) })
      state.next += BATCH
      const send = server.post('/api/posts', body).then(({ status }) => {
        if (status === 200) state.sent += BATCH
      })
      sends.add(send)
      send.finally(() => sends.delete(send))
    }
    await Promise.all(sends)
  })()
  return {
    stop: async (): Promise<void> => {
      state.isOn = false
      await run
      console.log(
        `  taken in meanwhile: ${Math.round((state.sent * 1000) / (performance.now() - began)).toLocaleString('en')} posts/s`,
      )
    },
  }
}
