import { listReaches } from '../access/channel-reads.ts'
import { waysFor } from '../access/notice-route.ts'
import { permit } from '../access/permit.ts'
import type { Actor, App } from '../app.ts'
import { courseOf, type PlannedStep } from './call-plan.ts'
import { planAt } from './call-plan-reads.ts'
import { teamOf } from './reads.ts'
import type { CallPreview, CallPreviewQuery } from './schema.ts'

/**
 * Who would be called when and by what, if something of this level came at a moment and nobody answered. Nothing is saved, and nobody is
 * called.
 */
export async function previewCall(app: App, actor: Actor, { at, level, set }: CallPreviewQuery): Promise<CallPreview> {
  permit(actor, 'people.read')
  const { orgId } = actor
  const moment = new Date(at)
  const team = await teamOf(app.db, orgId, moment)
  const { policy, hours, dueAt, plan } = await planAt(app.db, team, { level, at: moment, set })
  const course = plan ? courseOf(plan, dueAt.getTime()) : []
  const ids = [...new Set(plan?.steps.flatMap(({ people }) => people.map(({ personId }) => personId)))]
  const reaches = await listReaches(app.db, orgId, ids)
  const calledBy = (personId: string, { notifiers }: PlannedStep): string[] => {
    const ways = waysFor(reaches.get(personId) ?? [], { level, isCall: true }, notifiers)
    return [...new Set(ways.map(({ notifier }) => notifier))]
  }
  return {
    at: moment.toISOString(),
    policyId: policy?.id ?? null,
    hours,
    hasRoster: team.rosters.length > 0,
    steps: course.flatMap(({ step, round, at: due }) => {
      const planned = plan?.steps[step]
      if (!planned) return []
      const people = planned.people.map(({ personId }) => ({
        name: team.nameOf(personId),
        channels: calledBy(personId, planned),
      }))
      return [{ at: new Date(due).toISOString(), round, people, isFinal: planned.isFinal }]
    }),
  }
}
