import { type Static, Type } from 'typebox'

/** Shapes of /api/alert-quality. */
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])

const Figures = {
  alerts: Type.Integer(),
  falseAlarms: Type.Integer(),
  crises: Type.Integer(),
  /** by a person: somebody found it worth looking at */
  resolved: Type.Integer(),
  /** null: fewer than five were judged, too few to say */
  precision: Nullable(Type.Number()),
  judged: Type.Integer(),
  /** null: fewer than five crises */
  recall: Nullable(Type.Number()),
  declared: Type.Integer(),
  missed: Type.Integer(),
  medianAcknowledgeMinutes: Nullable(Type.Number()),
  acknowledged: Type.Integer(),
  /** null: watched for less than a week */
  alertsPerWeek: Nullable(Type.Number()),
}
export const QualityFilter = Type.Object({ days: Type.Optional(Type.Integer({ minimum: 7, maximum: 365 })) })
/** GET /api/alert-quality?days → by track, and all together */
export const QualityPage = Type.Object({
  days: Type.Integer(),
  whole: Type.Object(Figures),
  tracks: Type.Array(
    Type.Object({
      trackId: Type.String({ format: 'uuid' }),
      trackName: Type.String(),
      weeks: Type.Number(),
      ...Figures,
    }),
  ),
})
export type QualityPage = Static<typeof QualityPage>
