import { type Static, Type } from 'typebox'

/**
 * GET /api/work/failures → Failure[], newest first: jobs and messages to the outside that were tried as often as they may be.
 * POST /api/work/failures/:failureId/retrial tries one again from the start; DELETE /api/work/failures/:failureId gives it up. Both take
 * a reason, which the audit keeps. Permission work.manage.
 */
export const Failure = Type.Object({
  id: Type.String({ format: 'uuid' }),
  /** `job`: work of ours; `outgoing`: something that was to reach the outside */
  kind: Type.Union([Type.Literal('job'), Type.Literal('outgoing')]),
  /** of the job, or of the channel */
  name: Type.String(),
  failedAt: Type.String({ format: 'date-time' }),
  attempts: Type.Integer(),
  error: Type.String(),
  /** of outgoing things: a drill never leaves the house */
  isDrill: Type.Boolean(),
})
export const FailureParams = Type.Object({ failureId: Type.String({ format: 'uuid' }) })
export const FailureReason = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 2000 }) })

export type Failure = Static<typeof Failure>
