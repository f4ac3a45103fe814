import { Type } from 'typebox'
import type { AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import type { WatchApp } from '../warning/watching.ts'
import { addNote, changeCommander, moveCrisis } from './actions.ts'
import { makeBrief, recordDelivery } from './brief-actions.ts'
import { getBrief, listBriefs } from './brief-reads.ts'
import { completeClock, editClockDefinition, startClock } from './clock-actions.ts'
import { declareCrisis, proposeCrisis } from './declaration-actions.ts'
import { changeLevel } from './level-actions.ts'
import { getCrisisPage, listClockDefinitions, listCrises, listTimeline } from './reads.ts'
import {
  Brief,
  BriefVersions,
  ClockDefinition,
  Completion,
  CrisisCard,
  CrisisPage,
  Declaration,
  Delivery,
  NewBrief,
  NewClock,
  NewCommander,
  NewLevel,
  NewMinutes,
  NewNote,
  Proposal,
  TimelineEntry,
  TransitionInput,
} from './schema.ts'

const Uuid = Type.String({ format: 'uuid' })
const OfCrisis = Type.Object({ crisisId: Uuid })
const CrisisFilter = Type.Object({ state: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('all')])) })

/** /api/crises and /api/clock-definitions. */
export function crisesEndpoints(app: WatchApp): AppEndpoint[] {
  return [
    ...readEndpoints(app),
    ...declarationEndpoints(app),
    ...leadEndpoints(app),
    ...clockEndpoints(app),
    ...briefEndpoints(app),
  ]
}

function readEndpoints(app: WatchApp): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/crises',
      access: 'crises.read',
      summary: 'Crises, newest first',
      shapes: { query: CrisisFilter, answer: Type.Array(CrisisCard) },
      answer: ({ actor, query }) => listCrises(app.db, actor.orgId, query.state ?? 'open'),
    }),
    endpoint({
      method: 'GET',
      url: '/api/crises/:crisisId',
      access: 'crises.read',
      summary: 'One crisis: its clocks, and the verbs that are possible now',
      shapes: { params: OfCrisis, answer: CrisisPage },
      answer: ({ actor, params }) => pageOf(app, actor, params.crisisId),
    }),
    endpoint({
      method: 'GET',
      url: '/api/crises/:crisisId/timeline',
      access: 'crises.read',
      summary: 'What happened, oldest first, as the audit has it',
      shapes: { params: OfCrisis, answer: Type.Array(TimelineEntry) },
      answer: ({ actor, params }) => listTimeline(app.db, actor.orgId, params.crisisId),
    }),
  ]
}

function declarationEndpoints(app: WatchApp): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/crises/proposal',
      access: 'crises.declare',
      summary: 'What declaring a crisis from this alert would say',
      shapes: { query: Type.Object({ alertId: Uuid }), answer: Proposal },
      answer: ({ actor, query }) => proposeCrisis(app, actor, query.alertId),
    }),
    endpoint({
      method: 'POST',
      url: '/api/crises',
      access: 'crises.declare',
      summary: 'Declare a crisis: its clocks run from the first alert',
      status: 201,
      shapes: { body: Declaration, answer: CrisisPage },
      answer: async ({ actor, body }) => pageOf(app, actor, await declareCrisis(app, actor, body)),
    }),
  ]
}

function leadEndpoints(app: WatchApp): AppEndpoint[] {
  return [
    endpoint({
      method: 'POST',
      url: '/api/crises/:crisisId/transitions',
      access: 'crises.lead',
      summary: 'Move a crisis on by one verb',
      shapes: { params: OfCrisis, body: TransitionInput, answer: CrisisPage },
      answer: async ({ actor, params: { crisisId }, body }) => {
        await moveCrisis(app, actor, crisisId, body)
        return pageOf(app, actor, crisisId)
      },
    }),
    endpoint({
      method: 'PUT',
      url: '/api/crises/:crisisId/level',
      access: 'crises.lead',
      summary: 'Set the level anew, or confirm a provisional one',
      shapes: { params: OfCrisis, body: NewLevel, answer: CrisisPage },
      answer: async ({ actor, params: { crisisId }, body }) => {
        await changeLevel(app, actor, crisisId, body)
        return pageOf(app, actor, crisisId)
      },
    }),
    endpoint({
      method: 'PUT',
      url: '/api/crises/:crisisId/commander',
      access: 'crises.lead',
      summary: 'Hand the command over',
      shapes: { params: OfCrisis, body: NewCommander, answer: CrisisPage },
      answer: async ({ actor, params: { crisisId }, body }) => {
        await changeCommander(app, actor, crisisId, body)
        return pageOf(app, actor, crisisId)
      },
    }),
    endpoint({
      method: 'POST',
      url: '/api/crises/:crisisId/notes',
      access: 'crises.note',
      summary: 'Add a line to the timeline',
      shapes: { params: OfCrisis, body: NewNote, answer: Type.Array(TimelineEntry) },
      answer: async ({ actor, params: { crisisId }, body }) => {
        await addNote(app, actor, crisisId, body.text)
        return listTimeline(app.db, actor.orgId, crisisId)
      },
    }),
  ]
}

function clockEndpoints(app: WatchApp): AppEndpoint[] {
  return [
    endpoint({
      method: 'POST',
      url: '/api/crises/:crisisId/clocks',
      access: 'crises.lead',
      summary: 'Start a clock that only a person can start',
      shapes: { params: OfCrisis, body: NewClock, answer: CrisisPage },
      answer: async ({ actor, params: { crisisId }, body }) => {
        await startClock(app, actor, crisisId, body)
        return pageOf(app, actor, crisisId)
      },
    }),
    endpoint({
      method: 'POST',
      url: '/api/crises/:crisisId/clocks/:clockId/completion',
      access: 'crises.lead',
      summary: 'A duty is done, and what proves it',
      shapes: { params: Type.Object({ crisisId: Uuid, clockId: Uuid }), body: Completion, answer: CrisisPage },
      answer: async ({ actor, params: { crisisId, clockId }, body }) => {
        await completeClock(app, actor, crisisId, { clockId, note: body.note })
        return pageOf(app, actor, crisisId)
      },
    }),
    endpoint({
      method: 'GET',
      url: '/api/clock-definitions',
      access: 'crises.read',
      summary: 'The clocks of a crisis, with law or handbook sentence behind each',
      shapes: { answer: Type.Array(ClockDefinition) },
      answer: ({ actor }) => listClockDefinitions(app.db, actor.orgId),
    }),
    endpoint({
      method: 'PUT',
      url: '/api/clock-definitions/:key',
      access: 'work.manage',
      summary: 'Other minutes for a clock, from the next crisis on',
      shapes: {
        params: Type.Object({ key: Type.String({ maxLength: 60 }) }),
        body: NewMinutes,
        answer: Type.Array(ClockDefinition),
      },
      answer: async ({ actor, params, body }) => {
        await editClockDefinition(app, actor, params.key, body)
        return listClockDefinitions(app.db, actor.orgId)
      },
    }),
  ]
}

function briefEndpoints(app: WatchApp): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/crises/:crisisId/briefs',
      access: 'crises.read',
      summary: 'The kept briefs, newest first',
      shapes: { params: OfCrisis, answer: BriefVersions },
      answer: ({ actor, params }) => listBriefs(app.db, actor.orgId, params.crisisId),
    }),
    endpoint({
      method: 'GET',
      url: '/api/crises/:crisisId/briefs/:version',
      access: 'crises.read',
      summary: 'A kept brief (its number or `latest`), or `draft`: from the data of this moment',
      shapes: { params: Type.Object({ crisisId: Uuid, version: Type.String({ maxLength: 20 }) }), answer: Brief },
      answer: ({ actor, params }) => getBrief(app, actor.orgId, params.crisisId, params.version),
    }),
    endpoint({
      method: 'POST',
      url: '/api/crises/:crisisId/briefs',
      access: 'crises.lead',
      summary: 'Keep the brief of this moment as the next version',
      status: 201,
      shapes: { params: OfCrisis, body: NewBrief, answer: Brief },
      answer: async ({ actor, params: { crisisId }, body }) => {
        const version = await makeBrief(app, actor, crisisId, body.comment)
        return getBrief(app, actor.orgId, crisisId, String(version))
      },
    }),
    endpoint({
      method: 'POST',
      url: '/api/crises/:crisisId/briefs/:version/delivery',
      access: 'crises.lead',
      summary: 'A kept brief was given to management',
      shapes: {
        params: Type.Object({ crisisId: Uuid, version: Type.Integer({ minimum: 1, maximum: 2_000_000_000 }) }),
        body: Delivery,
        answer: CrisisPage,
      },
      answer: async ({ actor, params: { crisisId, version }, body }) => {
        await recordDelivery(app, actor, crisisId, { version, ...body })
        return pageOf(app, actor, crisisId)
      },
    }),
  ]
}

function pageOf(app: WatchApp, actor: { orgId: string; id: string }, crisisId: string): Promise<CrisisPage> {
  return getCrisisPage(app.db, actor.orgId, crisisId, { actorId: actor.id, now: app.clock.now() })
}
