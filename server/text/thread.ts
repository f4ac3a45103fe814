import type { JudgeReply, JudgeRequest, ModelBytes } from './contract.ts'
import { create } from './engine.ts'
import { type CompiledTracks, compileTracks } from './match.ts'

/** Lists of tracks kept compiled in one thread: organisations whose posts arrive at about the same time. */
const MOST_KEPT = 48

/** What a worker thread runs (server/base/threads.ts): one engine, and the tracks it has met lately. */
export function judgeThread(
  bytes: ModelBytes,
): (request: JudgeRequest) => { reply: JudgeReply; transfer: ArrayBuffer[] } {
  const engine = create(bytes)
  // A Map is in the order of its insertions: the first is the one unused for longest.
  const kept = new Map<string, CompiledTracks>()
  return ({ texts, tracksKey, tracks }) => {
    const matcher = kept.get(tracksKey) ?? (tracks && compileTracks(engine.fold, tracks).matcher)
    if (!matcher) return { reply: { needTracks: true }, transfer: [] }
    kept.delete(tracksKey)
    kept.set(tracksKey, matcher)
    const [oldest] = kept.keys()
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
    const judged = engine.judge(texts, matcher)
    return { reply: { judged }, transfer: Object.values(judged).map((column) => column.buffer as ArrayBuffer) }
  }
}
