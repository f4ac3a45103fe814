import { Type } from 'typebox'
import type { AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import { acknowledgeAlert, investigateAlert, markFalseAlarm, markForCrisis, resolveAlert } from './actions.ts'
import { handOverAlert } from './handover-actions.ts'
import { handoverEndpoints } from './handover-routes.ts'
import type { KeptCurves } from './kept-curves-store.ts'
import { mergeAlerts, splitAlert, unmergeAlert } from './merge-actions.ts'
import { alertContentsOnce, type Reading } from './page-content-reads.ts'
import { alertPage } from './page-reads.ts'
import { listAlerts } from './reads.ts'
import {
  AlertCard,
  AlertContents,
  AlertFilter,
  AlertNote,
  AlertPage,
  AlertParams,
  EscalationNote,
  FalseAlarm,
  Handover,
  Merge,
  Split,
  Unmerge,
  Watch,
  WatchFilter,
} from './schema.ts'
import { watchText } from './watch-reads.ts'
import type { PageApp } from './watching.ts'

/** /api/watch and /api/alerts. */
export function warningEndpoints(app: PageApp): AppEndpoint[] {
  return [
    ...readEndpoints(app),
    ...takingEndpoints(app),
    ...closingEndpoints(app),
    ...groupEndpoints(app),
    ...handoverEndpoints(app),
  ]
}

function readEndpoints(app: PageApp): AppEndpoint[] {
  const kept: KeptCurves = new Map()
  const reading: Reading = new Map()
  return [
    endpoint({
      method: 'GET',
      url: '/api/watch',
      access: 'alerts.read',
      summary: 'The curves of every track with their normal band',
      shapes: { query: WatchFilter, answer: Watch },
      answer: async ({ actor, query, reply }) => {
        const text = await watchText(app, actor.orgId, query.hours, kept)
        await reply.type('application/json; charset=utf-8').send(text)
      },
    }),
    endpoint({
      method: 'GET',
      url: '/api/alerts',
      access: 'alerts.read',
      summary: 'Alerts, newest first',
      shapes: { query: AlertFilter, answer: Type.Array(AlertCard) },
      answer: ({ actor, query }) => listAlerts(app.db, actor.orgId, query),
    }),
    endpoint({
      method: 'GET',
      url: '/api/alerts/:alertId',
      access: 'alerts.read',
      summary: 'One alert at first look: what, how bad, since when, and what was done',
      shapes: { params: AlertParams, answer: AlertPage },
      answer: ({ actor, params }) => alertPage(app, actor.orgId, params.alertId),
    }),
    endpoint({
      method: 'GET',
      url: '/api/alerts/:alertId/contents',
      access: 'alerts.read',
      summary: 'What is said in an alert: words, posts, accounts, complaints, places',
      shapes: { params: AlertParams, answer: AlertContents },
      answer: ({ actor, params }) => alertContentsOnce(app, actor.orgId, params.alertId, reading),
    }),
  ]
}

function takingEndpoints(app: PageApp): AppEndpoint[] {
  return [
    endpoint({
      method: 'POST',
      url: '/api/alerts/:alertId/acknowledgement',
      access: 'alerts.handle',
      summary: 'Take an alert on',
      shapes: { params: AlertParams, answer: AlertCard },
      answer: ({ actor, params }) => acknowledgeAlert(app, actor, params.alertId),
    }),
    endpoint({
      method: 'POST',
      url: '/api/alerts/:alertId/investigation',
      access: 'alerts.handle',
      summary: 'Say that an alert is being looked into',
      shapes: { params: AlertParams, answer: AlertCard },
      answer: ({ actor, params }) => investigateAlert(app, actor, params.alertId),
    }),
  ]
}

function groupEndpoints(app: PageApp): AppEndpoint[] {
  return [
    endpoint({
      method: 'POST',
      url: '/api/alerts/:alertId/handover',
      access: 'alerts.handle',
      summary: 'Give an alert to somebody else, who is told',
      shapes: { params: AlertParams, body: Handover, answer: AlertCard },
      answer: ({ actor, params, body }) => handOverAlert(app, actor, params.alertId, body),
    }),
    endpoint({
      method: 'POST',
      url: '/api/alerts/:alertId/merge',
      access: 'alerts.handle',
      summary: 'Say that an alert is about the same as another one, which goes on',
      shapes: { params: AlertParams, body: Merge, answer: AlertCard },
      answer: ({ actor, params, body }) => mergeAlerts(app, actor, params.alertId, body),
    }),
    endpoint({
      method: 'POST',
      url: '/api/alerts/:alertId/unmerge',
      access: 'alerts.handle',
      summary: 'Take a merging back',
      shapes: { params: AlertParams, body: Unmerge, answer: AlertCard },
      answer: ({ actor, params, body }) => unmergeAlert(app, actor, params.alertId, body.reason),
    }),
    endpoint({
      method: 'POST',
      url: '/api/alerts/:alertId/split',
      access: 'alerts.handle',
      summary: 'Make an alert of its own of one platform, of some words, or of everything from a moment on',
      shapes: { params: AlertParams, body: Split, answer: AlertCard },
      answer: ({ actor, params, body }) => splitAlert(app, actor, params.alertId, body),
    }),
  ]
}

function closingEndpoints(app: PageApp): AppEndpoint[] {
  return [
    endpoint({
      method: 'POST',
      url: '/api/alerts/:alertId/false-alarm',
      access: 'alerts.handle',
      summary: 'Say that it was nothing, and why it looked like something',
      shapes: { params: AlertParams, body: FalseAlarm, answer: AlertCard },
      answer: ({ actor, params, body }) => markFalseAlarm(app, actor, params.alertId, body),
    }),
    endpoint({
      method: 'POST',
      url: '/api/alerts/:alertId/resolution',
      access: 'alerts.handle',
      summary: 'Say that it is over',
      shapes: { params: AlertParams, body: AlertNote, answer: AlertCard },
      answer: ({ actor, params, body }) => resolveAlert(app, actor, params.alertId, body.note),
    }),
    endpoint({
      method: 'POST',
      url: '/api/alerts/:alertId/escalation',
      access: 'alerts.handle',
      summary: 'Ask for a crisis to be declared from an alert',
      shapes: { params: AlertParams, body: EscalationNote, answer: AlertCard },
      answer: ({ actor, params, body }) => markForCrisis(app, actor, params.alertId, body.reason),
    }),
  ]
}
