import { Type } from 'typebox'
import type { AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import { Refusal } from '../base/errors.ts'
import {
  makeInbound,
  pauseInbound,
  readInboundPage,
  readInbounds,
  removeInbound,
  renewInboundSecret,
  retryInboundPayload,
  setInboundMapping,
  tryInboundPayload,
} from './inbound-actions.ts'
import { setMasking } from './inbound-mask-actions.ts'
import { listUnmasked } from './inbound-mask-store.ts'
import { receiveInbound } from './inbound-receiving-actions.ts'
import {
  Inbound,
  InboundAnswer,
  InboundMappingChange,
  InboundPage,
  InboundSecret,
  InboundTrial,
  InboundTrialAsked,
  MadeInbound,
  MaskingChange,
  NewInbound,
  Unmasked,
} from './inbound-schema.ts'
import type { Watching } from './watching.ts'

const MOST_BYTES = 16 * 2 ** 20
const Id = Type.String({ format: 'uuid' })
const InboundId = Type.Object({ inboundId: Id })
const PayloadId = Type.Object({ inboundId: Id, payloadId: Id })
const access = 'sources.manage'

export function inboundEndpoints(app: Watching): AppEndpoint[] {
  return [receiving(app), ...keeping(app), ...switching(app), ...trying(app), ...masking(app)]
}

function receiving(app: Watching): AppEndpoint {
  return endpoint({
    method: 'POST',
    url: '/api/inbound/:inboundId',
    access: 'public',
    summary:
      'a signed message of a webhook: {posts} as POST /api/posts takes them, or any JSON whose columns were named',
    shapes: { params: InboundId, answer: InboundAnswer },
    // The signature is over the bytes as they came.
    raw: true,
    answer: async ({ params, request }) => {
      const { headers } = request
      if (Number(headers['content-length'] ?? 0) > MOST_BYTES) throw new Refusal('too-large')
      const leave = app.load.pressure.enter(Number(headers['content-length'] ?? 0))
      try {
        const body = await readAll(request.body as AsyncIterable<Uint8Array> | undefined)
        return await receiveInbound(app, { inboundId: params.inboundId, headers, body })
      } finally {
        leave()
      }
    },
  })
}

async function readAll(chunks: AsyncIterable<Uint8Array> | undefined): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunks ?? []) {
    length += chunk.length
    if (length > MOST_BYTES) throw new Refusal('too-large')
    parts.push(chunk)
  }
  return Buffer.concat(parts)
}

function keeping(app: Watching): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/inbound-webhooks',
      access,
      summary: 'addresses to which other programs send posts, signed',
      shapes: { answer: Type.Array(Inbound) },
      answer: ({ actor }) => readInbounds(app, actor),
    }),
    endpoint({
      method: 'POST',
      url: '/api/inbound-webhooks',
      access,
      summary: 'makes one more; the secret with which the sender signs is shown once',
      shapes: { body: NewInbound, answer: MadeInbound },
      status: 201,
      answer: ({ actor, body }) => makeInbound(app, actor, body),
    }),
    endpoint({
      method: 'GET',
      url: '/api/inbound-webhooks/:inboundId',
      access,
      summary: 'one of them, with what became of the last payloads',
      shapes: { params: InboundId, answer: InboundPage },
      answer: ({ actor, params }) => readInboundPage(app, actor, params.inboundId),
    }),
    endpoint({
      method: 'DELETE',
      url: '/api/inbound-webhooks/:inboundId',
      access,
      summary: 'takes the address and its secrets away; what it brought stays',
      shapes: { params: InboundId },
      answer: ({ actor, params }) => removeInbound(app, actor, params.inboundId),
    }),
  ]
}

function switching(app: Watching): AppEndpoint[] {
  return [
    endpoint({
      method: 'POST',
      url: '/api/inbound-webhooks/:inboundId/secret',
      access,
      summary: 'a new secret; the present one is good for another day',
      shapes: { params: InboundId, answer: InboundSecret },
      answer: ({ actor, params }) => renewInboundSecret(app, actor, params.inboundId),
    }),
    endpoint({
      method: 'POST',
      url: '/api/inbound-webhooks/:inboundId/pause',
      access,
      summary: 'takes in nothing for a while: the sender is told',
      shapes: { params: InboundId, answer: InboundPage },
      answer: ({ actor, params }) => pauseInbound(app, actor, params.inboundId, true),
    }),
    endpoint({
      method: 'DELETE',
      url: '/api/inbound-webhooks/:inboundId/pause',
      access,
      summary: 'goes on',
      shapes: { params: InboundId, answer: InboundPage },
      answer: ({ actor, params }) => pauseInbound(app, actor, params.inboundId, false),
    }),
    endpoint({
      method: 'PUT',
      url: '/api/inbound-webhooks/:inboundId/mapping',
      access,
      summary: 'which cell of a payload is which field of a post; null: payloads are our own {posts}',
      shapes: { params: InboundId, body: InboundMappingChange, answer: InboundPage },
      answer: ({ actor, params, body }) => setInboundMapping(app, actor, params.inboundId, body.mapping),
    }),
  ]
}

function trying(app: Watching): AppEndpoint[] {
  return [
    endpoint({
      method: 'POST',
      url: '/api/inbound-webhooks/:inboundId/payloads/:payloadId/trial',
      access,
      summary: 'reads a payload that was kept, by a mapping or a guess, and stores nothing',
      shapes: { params: PayloadId, body: InboundTrialAsked, answer: InboundTrial },
      answer: ({ actor, params, body }) => {
        const { mapping } = body
        const { inboundId: id, payloadId } = params
        return tryInboundPayload(app, actor, { id, payloadId, ...(mapping ? { mapping } : {}) })
      },
    }),
    endpoint({
      method: 'POST',
      url: '/api/inbound-webhooks/:inboundId/payloads/:payloadId/retrial',
      access,
      summary: 'takes in a payload that was kept, by the mapping of now',
      shapes: { params: PayloadId, answer: InboundAnswer },
      answer: ({ actor, params }) => retryInboundPayload(app, actor, params.inboundId, params.payloadId),
    }),
  ]
}

function masking(app: Watching): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/masking',
      access: 'posts.read',
      summary: 'sources whose records keep their personal data; all others are masked',
      shapes: { answer: Type.Array(Unmasked) },
      answer: async ({ actor }) =>
        (await listUnmasked(app.db, actor.orgId)).map(({ source, at }) => ({ source, at: at.toISOString() })),
    }),
    endpoint({
      method: 'PUT',
      url: '/api/masking',
      access,
      summary: 'whether personal data in records of a source are masked, from now on',
      shapes: { body: MaskingChange },
      answer: ({ actor, body }) => setMasking(app, actor, body),
    }),
  ]
}
