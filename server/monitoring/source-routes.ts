import { Type } from 'typebox'
import type { AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import { collectors } from '../connectors/index.ts'
import {
  askSourceNow,
  changeSource,
  makeSource,
  pauseSource,
  readSourcePage,
  readSources,
  resumeSource,
} from './source-actions.ts'
import { ChangedSource, NewSource, Source, SourceKind, SourcePage, SourceTrial, TrialAnswer } from './source-schema.ts'
import { trySource } from './source-trial-actions.ts'
import type { Watching } from './watching.ts'

const SourceId = Type.Object({ sourceId: Type.String({ format: 'uuid' }) })

export function sourceEndpoints(app: Watching): AppEndpoint[] {
  return [...readEndpoints(app), ...changeEndpoints(app)]
}

function readEndpoints(app: Watching): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/sources',
      access: 'posts.read',
      summary: 'everything that sends posts or is asked for them, with its health; what wants a person first',
      shapes: { answer: Type.Array(Source) },
      answer: ({ actor }) => readSources(app, actor),
    }),
    endpoint({
      method: 'GET',
      url: '/api/sources/:sourceId',
      access: 'posts.read',
      summary: 'one source: posts by hour, what came of the last 20 times, gaps; settings to those who may change them',
      shapes: { params: SourceId, answer: SourcePage },
      answer: ({ actor, params }) => readSourcePage(app, actor, params.sourceId),
    }),
    endpoint({
      method: 'GET',
      url: '/api/source-kinds',
      access: 'posts.read',
      summary: 'kinds of sources that can be asked, with the settings of each',
      shapes: { answer: Type.Array(SourceKind) },
      answer: async () =>
        collectors.map(({ id, names, usualSeconds, settings }) => ({ id, names, usualSeconds, settings })),
    }),
  ]
}

function changeEndpoints(app: Watching): AppEndpoint[] {
  return [
    endpoint({
      method: 'POST',
      url: '/api/sources',
      access: 'sources.manage',
      summary: 'makes a source that is asked from now on',
      shapes: { body: NewSource, answer: SourcePage },
      status: 201,
      answer: ({ actor, body }) => makeSource(app, actor, body),
    }),
    endpoint({
      method: 'POST',
      url: '/api/sources/trial',
      access: 'sources.manage',
      summary: 'asks a source once and stores nothing: the first ten posts that would come, or why none can',
      shapes: { body: SourceTrial, answer: TrialAnswer },
      answer: ({ actor, body }) => trySource(app, actor, body),
    }),
    endpoint({
      method: 'PUT',
      url: '/api/sources/:sourceId',
      access: 'sources.manage',
      summary: 'new settings; a secret that is left out stays, an empty one is forgotten',
      shapes: { params: SourceId, body: ChangedSource, answer: SourcePage },
      answer: ({ actor, params, body }) => changeSource(app, actor, params.sourceId, body),
    }),
    endpoint({
      method: 'POST',
      url: '/api/sources/:sourceId/pause',
      access: 'sources.manage',
      summary: 'it is no longer asked; what it brought stays',
      shapes: { params: SourceId, answer: SourcePage },
      answer: ({ actor, params }) => pauseSource(app, actor, params.sourceId),
    }),
    endpoint({
      method: 'DELETE',
      url: '/api/sources/:sourceId/pause',
      access: 'sources.manage',
      summary: 'it is asked again',
      shapes: { params: SourceId, answer: SourcePage },
      answer: ({ actor, params }) => resumeSource(app, actor, params.sourceId),
    }),
    endpoint({
      method: 'POST',
      url: '/api/sources/:sourceId/asking',
      access: 'sources.manage',
      summary: 'asks it now instead of when its turn comes',
      shapes: { params: SourceId, answer: SourcePage },
      answer: ({ actor, params }) => askSourceNow(app, actor, params.sourceId),
    }),
  ]
}
