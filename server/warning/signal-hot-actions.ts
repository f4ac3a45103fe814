import { MINUTE } from '../base/clock.ts'
import type { Trx } from '../base/db.ts'
import type { ListLook } from '../detectors/contract/post-signal.ts'
import { signals } from '../detectors/index.ts'
import { sentimentName } from '../monitoring/codes.ts'
import type { TrackRow } from '../monitoring/reads.ts'
import { compileTracks } from '../text/match.ts'
import { type Found, foundBy } from './signal-found.ts'
import { listRanked, type NewLook, type RankedTopic } from './signal-hot-store.ts'
import { type Memory, type Owner, stepWith } from './signal-memory.ts'
import type { WatchApp } from './watching.ts'

type HotWork = {
  readonly orgId: string
  readonly tracks: readonly TrackRow[]
  readonly looks: readonly NewLook[]
  readonly memory: Memory
  readonly failed: (whose: Owner, detector: string) => (failure: string) => void
}

/** How far back people are shown what a topic is about. */
const WINDOW = 60

/** Whatever stood on a list at these looks and matches a track, in the order of time. */
export async function judgeLooks(app: WatchApp, trx: Trx, work: HotWork): Promise<Found[]> {
  const { orgId, tracks, looks } = work
  if (looks.length === 0 || tracks.length === 0) return []
  const { matcher } = compileTracks(app.judges.fold, tracks)
  const byLook = Map.groupBy(await listRanked(trx, orgId, looks), ({ list, at }) => lookKey(list, at))
  const ordered = [...looks].sort((a, b) => a.at.getTime() - b.at.getTime() || (a.list < b.list ? -1 : 1))
  return ordered.flatMap((look) => {
    const matched = (byLook.get(lookKey(look.list, look.at)) ?? []).flatMap((entry) =>
      [...matcher.explain(entry.topic).keys()].map((track) => ({ track, entry })),
    )
    return [...Map.groupBy(matched, ({ track }) => track)].flatMap(([track, entries]) =>
      judgeOne(
        work,
        tracks[track]?.id,
        look,
        entries.map(({ entry }) => entry),
      ),
    )
  })
}

function judgeOne(
  { memory, failed }: HotWork,
  trackId: string | undefined,
  { list, at, depth }: NewLook,
  entries: readonly RankedTopic[],
): Found[] {
  if (trackId === undefined) return []
  const whose = { trackId, mode: 'live' as const }
  const look: ListLook = {
    list: numberOf(list),
    minute: Math.floor(at.getTime() / MINUTE),
    depth,
    entries: entries.map(({ entryId, rank, sentiment }) => ({
      topic: numberOf(entryId),
      rank,
      isNegative: sentimentName(sentiment) === 'negative',
    })),
  }
  const { hotTopic } = signals
  return stepWith(memory, whose, hotTopic, look, failed(whose, hotTopic.id)).flatMap((sight) => {
    const entry = entries[sight.index]
    if (!entry) return []
    const subject = { topic: entry.topic, board: list, rank: entry.rank, postId: entry.postId }
    return [foundBy(hotTopic, whose, sight, { key: entry.entryId, at, windowMinutes: WINDOW, subject })]
  })
}

const lookKey = (list: string, at: Date): string => `${at.getTime()} ${list}`

/** FNV-1a: a topic's number is the same each time. */
function numberOf(text: string): number {
  let hash = 2166136261
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 16777619)
  return hash >>> 0
}
