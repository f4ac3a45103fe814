import { type Static, Type } from 'typebox'

/** Shapes of handing an alert over: /api/alerts/:alertId/handover-people and …/handover-call. */
const Uuid = Type.String({ format: 'uuid' })

export const HandoverPeople = Type.Object({
  /** who may handle alerts, without whoever asks, by name */
  people: Type.Array(Type.Object({ id: Uuid, name: Type.String(), isOnCall: Type.Boolean() })),
  /** who would be called without choosing anybody; null: there is no roster, or nobody else in it */
  next: Type.Union([Type.Object({ id: Uuid, name: Type.String() }), Type.Null()]),
})
/** Without `toId`: the next on call. This person is called until somebody takes it, then whomever the policy names. */
export const HandoverCall = Type.Object({ toId: Type.Optional(Uuid), reason: Type.String({ maxLength: 500 }) })

export type HandoverPeople = Static<typeof HandoverPeople>
export type HandoverCall = Static<typeof HandoverCall>
