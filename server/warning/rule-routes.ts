import { Type } from 'typebox'
import type { AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import type { Watching } from '../monitoring/watching.ts'
import { backTest, momentOf, wordTest } from './back-test-reads.ts'
import { changeRule, dropShadow, promoteShadow } from './rule-actions.ts'
import { getRulePage, listRules } from './rule-reads.ts'
import {
  BackTest,
  BackTestAsked,
  Moment,
  MomentAsked,
  RuleChange,
  RuleList,
  RulePage,
  RuleParams,
  ShadowChoice,
  WordRuleChange,
  WordRuleParams,
  WordRules,
  WordTest,
  WordTestAsked,
} from './rule-schema.ts'
import { changeWordRule, listWordRules } from './rule-word-actions.ts'

/** /api/alert-rules: what calls people, per track. */
export function ruleEndpoints(app: Watching): AppEndpoint[] {
  return [...readEndpoints(app), ...testEndpoints(app), ...changeEndpoints(app), ...wordEndpoints(app)]
}

function readEndpoints(app: Watching): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/alert-rules',
      access: 'alerts.read',
      summary: 'What calls people on every track, and what that sent in the last 30 days',
      shapes: { answer: RuleList },
      answer: ({ actor }) => listRules(app, actor.orgId),
    }),
    endpoint({
      method: 'GET',
      url: '/api/alert-rules/:trackId',
      access: 'alerts.read',
      summary: 'The rules of one track, with their versions, thresholds and what is tried in shadow',
      shapes: { params: RuleParams, answer: RulePage },
      answer: ({ actor, params }) => getRulePage(app, actor.orgId, params.trackId),
    }),
  ]
}

function testEndpoints(app: Watching): AppEndpoint[] {
  return [
    endpoint({
      method: 'POST',
      url: '/api/alert-rules/:trackId/back-tests',
      access: 'alerts.read',
      summary:
        'When settings would have called people over the last days, beside what was really sent; changes nothing',
      shapes: { params: RuleParams, body: BackTestAsked, answer: BackTest },
      answer: ({ actor, params, body }) => backTest(app, actor.orgId, params.trackId, body),
    }),
    endpoint({
      method: 'POST',
      url: '/api/alert-rules/:trackId/moments',
      access: 'alerts.read',
      summary: 'Why settings call at one moment, or why not, with the biggest posts of the hour; changes nothing',
      shapes: { params: RuleParams, body: MomentAsked, answer: Moment },
      answer: ({ actor, params, body }) => momentOf(app, actor.orgId, params.trackId, body),
    }),
    endpoint({
      method: 'POST',
      url: '/api/alert-rules/:trackId/word-tests',
      access: 'posts.read',
      summary: 'When so many stored posts of a track matched an expression within a window; changes nothing',
      shapes: { params: RuleParams, body: WordTestAsked, answer: WordTest },
      answer: ({ actor, params, body }) => wordTest(app, actor, params.trackId, body),
    }),
  ]
}

function changeEndpoints(app: Watching): AppEndpoint[] {
  return [
    endpoint({
      method: 'PUT',
      url: '/api/alert-rules/:trackId',
      access: 'rules.edit',
      summary: 'Set a rule of a track live, try it in shadow, or turn it off',
      shapes: { params: RuleParams, body: RuleChange, answer: RulePage },
      answer: async ({ actor, params, body }) => {
        await changeRule(app, actor, params.trackId, body)
        return getRulePage(app, actor.orgId, params.trackId)
      },
    }),
    endpoint({
      method: 'POST',
      url: '/api/alert-rules/:trackId/promotion',
      access: 'rules.edit',
      summary: 'Let what is tried in shadow call people from now on',
      shapes: { params: RuleParams, body: ShadowChoice, answer: RulePage },
      answer: async ({ actor, params, body }) => {
        await promoteShadow(app, actor, params.trackId, body)
        return getRulePage(app, actor.orgId, params.trackId)
      },
    }),
    endpoint({
      method: 'DELETE',
      url: '/api/alert-rules/:trackId/shadow',
      access: 'rules.edit',
      summary: 'Try it no more',
      shapes: {
        params: RuleParams,
        query: Type.Object({ detector: Type.String({ maxLength: 40 }) }),
        answer: RulePage,
      },
      answer: async ({ actor, params, query }) => {
        await dropShadow(app, actor, params.trackId, { detector: query.detector, reason: 'dropped' })
        return getRulePage(app, actor.orgId, params.trackId)
      },
    }),
  ]
}

function wordEndpoints(app: Watching): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/alert-rules/:trackId/word-rules',
      access: 'alerts.read',
      summary: 'Lists of words that call people by themselves, with what they said in the last 30 days',
      shapes: { params: RuleParams, answer: WordRules },
      answer: ({ actor, params }) => listWordRules(app, actor.orgId, params.trackId),
    }),
    endpoint({
      method: 'POST',
      url: '/api/alert-rules/:trackId/word-rules',
      access: 'rules.edit',
      summary: 'Make a list of words that calls people when so many posts match within a window',
      shapes: { params: RuleParams, body: WordRuleChange, answer: WordRules },
      answer: async ({ actor, params, body }) => {
        await changeWordRule(app, actor, params.trackId, undefined, body)
        return listWordRules(app, actor.orgId, params.trackId)
      },
    }),
    endpoint({
      method: 'PUT',
      url: '/api/alert-rules/:trackId/word-rules/:ruleId',
      access: 'rules.edit',
      summary: 'Change a list of words, try it in shadow, or turn it off',
      shapes: { params: WordRuleParams, body: WordRuleChange, answer: WordRules },
      answer: async ({ actor, params, body }) => {
        await changeWordRule(app, actor, params.trackId, params.ruleId, body)
        return listWordRules(app, actor.orgId, params.trackId)
      },
    }),
  ]
}
