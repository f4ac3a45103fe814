import { Type } from 'typebox'
import type { Actor, App, AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import { Refusal } from '../base/errors.ts'
import type { SettingField } from '../notifiers/contract.ts'
import { changeNotifier, listNotifiers, type NotifierState, removeNotifier } from './mail-actions.ts'
import {
  NoticeChoice,
  NoticeCounts,
  NoticeQuery,
  NoticeRow,
  NotifierCard,
  type NotifierField,
  NotifierKey,
  NotifierValues,
  OwnNotices,
  Retried,
  RetryReason,
  TestResult,
} from './mail-schema.ts'
import { testNotifier } from './mail-send-actions.ts'
import { chooseNotices } from './notice-actions.ts'
import { countNotices, getOwnNotices, listNotices, retryNotices } from './notice-list-actions.ts'

/** /api/notifiers, /api/notices and /api/me/notices: how people are told outside of the product. */
export function mailEndpoints(app: App): AppEndpoint[] {
  return [...settings(app), ...queue(app), ...own(app)]
}

function settings(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/notifiers',
      access: 'work.manage',
      summary: 'The channels by which people are told, with their settings but no secrets',
      shapes: { answer: Type.Array(NotifierCard) },
      answer: async ({ actor }) => (await listNotifiers(app, actor)).map((state) => cardOf(app, state)),
    }),
    endpoint({
      method: 'PUT',
      url: '/api/notifiers/:key/settings',
      access: 'work.manage',
      summary: 'Set a channel up; secrets that are not named stay',
      shapes: { params: NotifierKey, body: NotifierValues, answer: NotifierCard },
      answer: async ({ actor, params, body }) => {
        await changeNotifier(app, actor, params.key, body.values)
        return getCard(app, actor, params.key)
      },
    }),
    endpoint({
      method: 'DELETE',
      url: '/api/notifiers/:key/settings',
      access: 'work.manage',
      summary: 'Send nothing by a channel any more',
      shapes: { params: NotifierKey },
      answer: async ({ actor, params }) => removeNotifier(app, actor, params.key),
    }),
    endpoint({
      method: 'POST',
      url: '/api/notifiers/:key/test',
      access: 'work.manage',
      summary: 'Send a test to oneself, and hear what the other side says',
      shapes: { params: NotifierKey, answer: TestResult },
      answer: async ({ actor, params }) => testNotifier(app, actor, params.key),
    }),
  ]
}

function queue(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/notices',
      access: 'work.manage',
      summary: 'What was told to whom and what became of it, newest first',
      shapes: { query: NoticeQuery, answer: Type.Array(NoticeRow) },
      answer: async ({ actor, query }) => listNotices(app, actor, query),
    }),
    endpoint({
      method: 'GET',
      url: '/api/notices/counts',
      access: 'work.manage',
      summary: 'How many notices of the last 30 days are on their way, sent, set aside, or could not be sent',
      shapes: { answer: NoticeCounts },
      answer: async ({ actor }) => countNotices(app, actor),
    }),
    endpoint({
      method: 'POST',
      url: '/api/notices/retrial',
      access: 'work.manage',
      summary: 'Try all notices again that were set aside',
      shapes: { body: RetryReason, answer: Retried },
      answer: async ({ actor, body }) => ({ count: await retryNotices(app, actor, body.reason) }),
    }),
  ]
}

function own(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/me/notices',
      access: 'signed-in',
      summary: 'What one is told of outside of the product',
      shapes: { answer: OwnNotices },
      answer: async ({ actor }: { actor: Actor }) => getOwnNotices(app, actor),
    }),
    endpoint({
      method: 'PUT',
      url: '/api/me/notices',
      access: 'signed-in',
      summary: 'Choose what to be told of',
      shapes: { body: NoticeChoice, answer: OwnNotices },
      answer: async ({ actor, body }) => {
        await chooseNotices(app, actor, body)
        return getOwnNotices(app, actor)
      },
    }),
  ]
}

async function getCard(app: App, actor: Actor, key: string): Promise<NotifierCard> {
  const state = (await listNotifiers(app, actor)).find(({ notifier }) => notifier.id === key)
  if (!state) throw new Refusal('not-found')
  return cardOf(app, state)
}

function cardOf({ config }: App, { notifier, row, kept }: NotifierState): NotifierCard {
  const { hostname } = new URL(config.publicUrl)
  return {
    key: notifier.id,
    names: notifier.names,
    fields: notifier.settings.map(fieldOf),
    isSetUp: row !== undefined,
    values: { ...row?.settings },
    secretsKept: kept,
    changedAt: row?.changedAt.toISOString() ?? null,
    sentAt: row?.sentAt?.toISOString() ?? null,
    failedAt: row?.failedAt?.toISOString() ?? null,
    failureCode: row?.failureCode ?? null,
    failure: row?.failure ?? null,
    isAddressLocal: ['localhost', '127.0.0.1', '[::1]'].includes(hostname),
  }
}

function fieldOf(field: SettingField): NotifierField {
  const { key, names, kind, hint = null, isRequired = false, fallback = null, choices = [] } = field
  const { least = null, most = null, example = null, guardsSecrets = false, isRare = false } = field
  return {
    key,
    names,
    hint,
    kind,
    isRequired,
    fallback,
    choices: choices.map(({ value, names, suggests = {} }) => ({ value, names, suggests: { ...suggests } })),
    least,
    most,
    example,
    guardsSecrets,
    isRare,
  }
}
