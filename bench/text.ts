/**
 * How fast one thread judges: real posts of about 93 characters against 200 track words, everything that the product does with a post
 * (fold, match, language, sentiment, emotion, fingerprint). Prints posts per second; `npm run bench -- text`.
 */

import { ABSENT, dataPresent, readRows } from '../scripts/train-data.ts'
import { readModels } from '../server/monitoring/judges.ts'
import { type Judged, SENTIMENTS } from '../server/text/contract.ts'
import { create, type Engine } from '../server/text/engine.ts'
import { type CompiledTracks, compileTracks } from '../server/text/match.ts'

const POSTS = 40_000
const LENGTH = 93
const TRACKS = 20
const WORDS_PER_TRACK = 10
const BATCH = 1000
const ROUNDS = 5

export async function run(): Promise<void> {
  if (!dataPresent()) {
    console.log(ABSENT)
    return
  }
  const started = performance.now()
  const engine = create(readModels())
  console.log(`models unpacked and engine made in ${Math.round(performance.now() - started)} ms`)
  const posts = makePosts()
  const { matcher } = compileTracks(engine.fold, makeTracks(posts))
  const mean = posts.reduce((sum, post) => sum + post.length, 0) / posts.length
  console.log(
    `${posts.length} posts of ${mean.toFixed(0)} characters on average, ${TRACKS * WORDS_PER_TRACK} track words`,
  )
  const rates: Rate[] = []
  for (let round = 0; round < ROUNDS; round++) rates.push(measureRound(engine, matcher, posts))
  const line = (of: (rate: Rate) => number) => rates.map((rate) => Math.round(of(rate))).join(' ')
  console.log(`posts/s in each of ${ROUNDS} rounds: ${line(({ perSecond }) => perSecond)} (one thread)`)
  console.log(`posts per second of processor time: ${line(({ perCpuSecond }) => perCpuSecond)}`)
  console.log(`memory: ${Math.round(process.memoryUsage().rss / 1e6)} MB`)
}

/** Processor time tells what the engine needs where the machine has other work too. */
type Rate = { readonly perSecond: number; readonly perCpuSecond: number }

function measureRound(engine: Engine, matcher: CompiledTracks, posts: readonly string[]): Rate {
  const started = performance.now()
  const cpuBefore = process.cpuUsage()
  let matches = 0
  const sentiments = new Set<number>()
  for (let i = 0; i < posts.length; i += BATCH) {
    const judged: Judged = engine.judge(posts.slice(i, i + BATCH), matcher)
    matches += judged.matchTrack.length
    for (const sentiment of judged.sentiment) sentiments.add(sentiment)
  }
  const seconds = (performance.now() - started) / 1000
  const cpu = process.cpuUsage(cpuBefore)
  if (matches === 0 || sentiments.size !== SENTIMENTS.length) throw new Error('the bench judged nothing')
  return { perSecond: posts.length / seconds, perCpuSecond: posts.length / ((cpu.user + cpu.system) / 1e6) }
}

/** Weibo posts put together to about the length that posts of our cascades have; no two alike. */
function makePosts(): string[] {
  const texts = readRows('smp2020_usual', 'train').map(({ text }) => text)
  const posts: string[] = []
  for (let i = 0; posts.length < POSTS; i++) {
    let post = texts[i % texts.length] as string
    for (let k = i + 1; post.length < LENGTH - 20; k++)
      post += ` ${texts[(k * 7 + Math.floor(i / texts.length)) % texts.length]}`
    posts.push(post.slice(0, LENGTH + 40 - (i % 41)))
  }
  return posts
}

/** Words that do occur: pieces of the posts themselves, joined by OR with an exclusion. */
function makeTracks(posts: readonly string[]): { id: string; expression: string }[] {
  return Array.from({ length: TRACKS }, (_, t) => {
    const words = Array.from(
      { length: WORDS_PER_TRACK },
      (_, w) => `"${piece(posts[(t * WORDS_PER_TRACK + w) * 11] as string)}"`,
    )
    return { id: `track ${t}`, expression: `(${words.slice(0, -1).join(' | ')}) -${words.at(-1)}` }
  })
}

function piece(post: string): string {
  return /[\p{sc=Han}]{2,4}/u.exec(post)?.[0] ?? '退款'
}

if (import.meta.main) await run()
