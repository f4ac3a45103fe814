import { type Static, Type } from 'typebox'

/** The guided start of a new organisation: what an administrator is led through, in this order; each may be passed over. */
export const START_STEPS = ['organisation', 'names', 'track', 'source', 'colleague'] as const
export type StartStep = (typeof START_STEPS)[number]
export const INDUSTRIES = [
  'food',
  'beauty',
  'electronics',
  'cars',
  'travel',
  'shops',
  'finance',
  'health',
  'education',
  'other',
] as const
export type Industry = (typeof INDUSTRIES)[number]

const oneOf = <const T extends readonly string[]>(values: T) => Type.Unsafe<T[number]>(Type.Enum([...values]))
const Names = Type.Array(Type.String({ minLength: 1, maxLength: 60 }), { maxItems: 20 })

/** What the organisation is called by others: the raw material of its first track. */
export const StartNames = Type.Object({
  brands: Names,
  products: Names,
  /** who stands for it in public */
  people: Names,
  /** English names, pinyin, nicknames, common misspellings */
  spellings: Names,
  industry: oneOf(INDUSTRIES),
})
const State = oneOf(['open', 'done', 'skipped'])
/** GET /api/start → Start */
export const Start = Type.Object({
  /** the first page of it has been seen */
  isBegun: Type.Boolean(),
  /** every step is done or passed over, or somebody has said that it is enough */
  isEnded: Type.Boolean(),
  steps: Type.Array(Type.Object({ step: oneOf(START_STEPS), state: State })),
  names: Type.Union([StartNames, Type.Null()]),
})
/** POST /api/start/beginning, POST /api/start/ending, POST /api/start/:step/completion {CompletedStep}, POST /api/start/:step/skipping → Start */
export const CompletedStep = Type.Object({ names: Type.Optional(StartNames) })
export const StepParams = Type.Object({ step: oneOf(START_STEPS) })

export type Start = Static<typeof Start>
export type StartNames = Static<typeof StartNames>
