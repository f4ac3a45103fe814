import { Type } from 'typebox'
import type { App, AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import type { Acknowledgers } from './answer-actions.ts'
import { callEndpoints } from './call-routes.ts'
import { feedEndpoints } from './feed-routes.ts'
import { previewCall } from './preview-actions.ts'
import {
  changeRoster,
  makeOncallRoster,
  previewRoster,
  readOncall,
  readRoster,
  retireRoster,
  writeHandOver,
} from './roster-actions.ts'
import {
  CallPreview,
  CallPreviewQuery,
  HandOverText,
  HolidayList,
  Holidays,
  Made,
  NewRoster,
  NewStandIn,
  OncallPage,
  Policies,
  PolicyChange,
  Preview,
  RosterChange,
  RosterPage,
  RosterParams,
  RosterSpan,
  Shift,
  StandIn,
  StandInAnswer,
  StandInParams,
} from './schema.ts'
import { changeHolidays, changePolicies, readHolidays, readPolicies } from './setting-actions.ts'
import { answerStandIn, askStandIn, cancelStandIn } from './stand-in-actions.ts'

/** /api/oncall and /api/calls. @param acknowledgers what answering means to later features */
export function oncallEndpoints(app: App, acknowledgers: Acknowledgers): AppEndpoint[] {
  return [
    ...reading(app),
    ...keeping(app),
    ...standIns(app),
    ...settings(app),
    ...feedEndpoints(app),
    ...callEndpoints(app, acknowledgers),
  ]
}

function reading(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/oncall',
      access: 'people.read',
      summary: 'Who is on call now and next',
      shapes: { answer: OncallPage },
      answer: ({ actor }) => readOncall(app, actor),
    }),
    endpoint({
      method: 'GET',
      url: '/api/oncall/rosters/:rosterId',
      access: 'people.read',
      summary: 'One roster with its calendar',
      shapes: { params: RosterParams, query: RosterSpan, answer: RosterPage },
      answer: ({ actor, params, query }) => readRoster(app, actor, params.rosterId, query),
    }),
    endpoint({
      method: 'POST',
      url: '/api/oncall/previews',
      access: 'people.read',
      summary: 'What a roster would say before it is saved',
      shapes: { body: Preview, answer: Type.Array(Shift) },
      answer: ({ actor, body }) => previewRoster(app, actor, body),
    }),
    endpoint({
      method: 'POST',
      url: '/api/oncall/call-previews',
      access: 'people.read',
      summary: 'Who would be called when, if nobody answered',
      shapes: { body: CallPreviewQuery, answer: CallPreview },
      answer: ({ actor, body }) => previewCall(app, actor, body),
    }),
  ]
}

function keeping(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'POST',
      url: '/api/oncall/rosters',
      access: 'oncall.manage',
      summary: 'Make a roster',
      shapes: { body: NewRoster, answer: Made },
      status: 201,
      answer: async ({ actor, body }) => ({ id: await makeOncallRoster(app, actor, body) }),
    }),
    endpoint({
      method: 'PUT',
      url: '/api/oncall/rosters/:rosterId',
      access: 'oncall.manage',
      summary: 'Change a roster',
      shapes: { params: RosterParams, body: RosterChange },
      answer: ({ actor, params, body }) => changeRoster(app, actor, params.rosterId, body),
    }),
    endpoint({
      method: 'DELETE',
      url: '/api/oncall/rosters/:rosterId',
      access: 'oncall.manage',
      summary: 'Give a roster up',
      shapes: { params: RosterParams },
      answer: ({ actor, params }) => retireRoster(app, actor, params.rosterId),
    }),
    endpoint({
      method: 'POST',
      url: '/api/oncall/rosters/:rosterId/notes',
      access: 'signed-in',
      summary: 'Write what the next one on call should know',
      shapes: { params: RosterParams, body: HandOverText },
      answer: ({ actor, params, body }) => writeHandOver(app, actor, params.rosterId, body.text),
    }),
  ]
}

function standIns(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'POST',
      url: '/api/oncall/stand-ins',
      access: 'people.read',
      summary: 'Ask somebody to stand in, or set it',
      shapes: { body: NewStandIn, answer: StandIn },
      status: 201,
      answer: ({ actor, body }) => askStandIn(app, actor, body),
    }),
    endpoint({
      method: 'POST',
      url: '/api/oncall/stand-ins/:standInId/answer',
      access: 'people.read',
      summary: 'Accept or decline to stand in',
      shapes: { params: StandInParams, body: StandInAnswer, answer: StandIn },
      answer: ({ actor, params, body }) => answerStandIn(app, actor, params.standInId, body.accepts),
    }),
    endpoint({
      method: 'DELETE',
      url: '/api/oncall/stand-ins/:standInId',
      access: 'people.read',
      summary: 'Cancel a stand-in',
      shapes: { params: StandInParams, answer: StandIn },
      answer: ({ actor, params }) => cancelStandIn(app, actor, params.standInId),
    }),
  ]
}

function settings(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/oncall/policies',
      access: 'people.read',
      summary: 'Who is called, when, and who next',
      shapes: { answer: Policies },
      answer: ({ actor }) => readPolicies(app, actor),
    }),
    endpoint({
      method: 'PUT',
      url: '/api/oncall/policies',
      access: 'oncall.manage',
      summary: 'Change who is called; calls that go on keep what they began with',
      shapes: { body: PolicyChange, answer: Policies },
      answer: ({ actor, body }) => changePolicies(app, actor, body.version, body.set),
    }),
    endpoint({
      method: 'GET',
      url: '/api/oncall/holidays',
      access: 'people.read',
      summary: 'Days off and made-up working days',
      shapes: { answer: Holidays },
      answer: ({ actor }) => readHolidays(app, actor),
    }),
    endpoint({
      method: 'PUT',
      url: '/api/oncall/holidays',
      access: 'oncall.manage',
      summary: 'Change the list of holidays',
      shapes: { body: HolidayList, answer: Holidays },
      answer: ({ actor, body }) => changeHolidays(app, actor, body),
    }),
  ]
}
