import { type Static, Type } from 'typebox'
import { SearchQuery } from './search-schema.ts'

/** Spans that move with the clock, in ms: a saved "last day" stays the last day. */
export const MOVING_SPANS = {
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
  month: 30 * 86_400_000,
} as const
export type MovingSpan = keyof typeof MOVING_SPANS

/** A search as its page has it in the address. */
export const SavedQuery = Type.Object(
  {
    ...SearchQuery.properties,
    last: Type.Optional(Type.Unsafe<MovingSpan>(Type.Enum(Object.keys(MOVING_SPANS)))),
  },
  { additionalProperties: false },
)
/** GET /api/saved-searches → SavedSearch[]: one's own and those that others share, by name */
export const SavedSearch = Type.Object({
  id: Type.String({ format: 'uuid' }),
  name: Type.String(),
  query: SavedQuery,
  isShared: Type.Boolean(),
  /** one's own: may be renamed, shared and deleted */
  isMine: Type.Boolean(),
  ownerName: Type.String(),
  changedAt: Type.String({ format: 'date-time' }),
})
/** POST /api/saved-searches {NewSavedSearch} → SavedSearch; PUT /api/saved-searches/:savedSearchId {NewSavedSearch} → SavedSearch;
 * DELETE /api/saved-searches/:savedSearchId */
export const NewSavedSearch = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  query: SavedQuery,
  isShared: Type.Boolean(),
})

export type SavedQuery = Static<typeof SavedQuery>
export type SavedSearch = Static<typeof SavedSearch>
export type NewSavedSearch = Static<typeof NewSavedSearch>
