import { type Static, Type } from 'typebox'

/** Shapes of /api/hot-lists. */
const Uuid = Type.String({ format: 'uuid' })
const Time = Type.String({ format: 'date-time' })
const Rank = Type.Integer({ minimum: 1 })
const Gap = Type.Object({ from: Time, to: Time })

/** One topic on one list, as it stood at the list's newest look. */
export const HotEntry = Type.Object({
  id: Uuid,
  topic: Type.String(),
  url: Type.String(),
  rank: Rank,
  /** an hour before the newest look (see HotList.comparedAt); null: it was not among the places seen then */
  rankBefore: Type.Union([Rank, Type.Null()]),
  bestRank: Rank,
  bestAt: Time,
  firstAt: Time,
  /** minutes for which it was seen on the list within the 24 hours before the newest look; gaps do not count */
  minutesSeen: Type.Integer({ minimum: 0 }),
  /** tracks that its words match */
  tracks: Type.Array(Type.Object({ id: Uuid, name: Type.String() })),
  postId: Uuid,
})
export const HotList = Type.Object({
  list: Type.String(),
  /** where the newest look came from */
  source: Type.String(),
  /** the newest look */
  lookedAt: Time,
  comparedAt: Type.Union([Time, Type.Null()]),
  /** usual minutes between two looks; null where there was only one */
  everyMinutes: Type.Union([Type.Number(), Type.Null()]),
  /** the newest look is older than its habit allows: what stands here may be past */
  isStale: Type.Boolean(),
  /** within the 24 hours before the newest look */
  looks: Type.Integer(),
  gaps: Type.Array(Gap),
  /** how many places were seen at the newest look */
  depth: Rank,
  /** those that match a track first, then by place */
  entries: Type.Array(HotEntry),
})
/** GET /api/hot-lists → every list, those with entries of ours first */
export const HotLists = Type.Object({ lists: Type.Array(HotList) })

/** GET /api/hot-lists/:list/entries/:entryId?days → HotCurve */
export const HotCurveQuery = Type.Object({ days: Type.Optional(Type.Integer({ minimum: 1, maximum: 90 })) })
export const HotCurve = Type.Object({
  id: Uuid,
  list: Type.String(),
  topic: Type.String(),
  url: Type.String(),
  firstAt: Time,
  lastAt: Time,
  lastRank: Rank,
  bestRank: Rank,
  bestAt: Time,
  /** the newest look at the list: later than lastAt where the entry has left */
  lookedAt: Time,
  minutesSeen: Type.Integer({ minimum: 0 }),
  everyMinutes: Type.Union([Type.Number(), Type.Null()]),
  /** one per look, oldest first; rank null: looked at and not among the places seen */
  points: Type.Array(Type.Object({ at: Time, rank: Type.Union([Rank, Type.Null()]) })),
  /** nobody looked in between */
  gaps: Type.Array(Gap),
  tracks: Type.Array(Type.Object({ id: Uuid, name: Type.String() })),
  postId: Uuid,
})

export type HotEntry = Static<typeof HotEntry>
export type HotList = Static<typeof HotList>
export type HotLists = Static<typeof HotLists>
export type HotCurve = Static<typeof HotCurve>
