import assert from 'node:assert/strict'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import type { Actor, App } from '../app.ts'
import type { LiveEvent } from '../base/live.ts'
import { silentLog } from '../base/log.ts'
import { type FindAgain, liveEndpoint } from './live-routes.ts'

const ACTOR: Actor = {
  kind: 'person',
  orgId: 'org',
  id: 'person',
  name: '林可欣',
  permissions: new Set(['alerts.read']),
  sessionId: 'mine',
}

/** A stream whose reader takes nothing: without a connection everything that is written waits. */
async function openStalled(findAgain: FindAgain) {
  const out = new ServerResponse(new IncomingMessage(new Socket()))
  const errors: Error[] = []
  out.on('error', (error) => errors.push(error))
  const ears: ((event: LiveEvent) => void)[] = []
  const live = {
    publish: async () => undefined,
    subscribe: async (_orgId: string, hear: (event: LiveEvent) => void) => {
      ears.push(hear)
      return () => undefined
    },
  }
  const endpoint = liveEndpoint({ live, log: silentLog } as unknown as App, findAgain)
  const reply = { raw: out, hijack: () => undefined }
  await endpoint.answer({ actor: ACTOR, request: { headers: {} }, reply } as never)
  const hear = (kind: string, body: unknown): void => {
    for (const ear of ears) ear({ id: '1-1', orgId: ACTOR.orgId, kind, body })
  }
  // What holds the timers of the stream must let the test end.
  return { out, errors, hear, close: () => out.emit('close') }
}

test('whoever is behind when the session ends is cut off, and what is told afterwards harms nobody', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { out, errors, hear, close } = await openStalled(async (actor) => actor)
  hear('warning.alert', { n: 1 })
  assert.ok(out.writableLength > 0, 'the reader is behind')
  hear('access.ended', { sessionIds: ['mine'] })
  for (let n = 2; n < 5; n++) hear('warning.alert', { n })
  await setImmediate()
  assert.deepEqual(errors, [])
  t.mock.timers.tick(5_000)
  assert.equal(out.destroyed, true)
  close()
})

test('a stop of the product, which ends all streams, harms nobody either', async () => {
  const { out, errors, hear, close } = await openStalled(async (actor) => actor)
  out.end()
  hear('warning.alert', {})
  await setImmediate()
  assert.deepEqual(errors, [])
  close()
})

test('a session that ended between the look at it and the beginning of the stream gets none', async () => {
  const { out, close } = await openStalled(async () => undefined)
  assert.equal(out.destroyed || out.writableEnded, true)
  close()
})
