import { type Static, Type } from 'typebox'

/** Shapes of /api/oncall/feeds: calendars of shifts that a phone subscribes to. */
const Uuid = Type.String({ format: 'uuid' })
const Time = Type.String({ format: 'date-time' })
const RosterId = Type.Union([Uuid, Type.Null()])

export const Feed = Type.Object({
  id: Uuid,
  /** null: one's own shifts, of all rosters */
  rosterId: RosterId,
  madeAt: Time,
  /** when a program last asked, to the hour; null: never */
  readAt: Type.Union([Time, Type.Null()]),
})
export const NewFeed = Type.Object({ rosterId: RosterId })
/** `address` holds the secret and is shown this once. */
export const MadeFeed = Type.Object({ id: Uuid, address: Type.String() })
export const FeedParams = Type.Object({ feedId: Uuid })
export const CalendarParams = Type.Object({ token: Type.String({ minLength: 1, maxLength: 120 }) })

export type Feed = Static<typeof Feed>
export type NewFeed = Static<typeof NewFeed>
export type MadeFeed = Static<typeof MadeFeed>
