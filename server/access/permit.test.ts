import assert from 'node:assert/strict'
import { test } from 'node:test'
import { operatorActor, systemActor } from './actor.ts'
import { PERMISSIONS, type Permission } from './permissions.ts'
import { isPermitted, permit } from './permit.ts'

const ACTOR = { ...systemActor('ours', 'test'), permissions: new Set(['posts.read']) }

test('only what is held, only in the own organisation, and of another one not even whether it exists', () => {
  permit(ACTOR, 'posts.read')
  permit(ACTOR, 'posts.read', { orgId: 'ours' })
  assert.throws(() => permit(ACTOR, 'posts.send'), { code: 'forbidden' })
  assert.throws(() => permit(ACTOR, 'posts.send', { orgId: 'ours' }), { code: 'forbidden' })
  assert.throws(() => permit(ACTOR, 'posts.read', { orgId: 'theirs' }), { code: 'not-found' })
  assert.throws(() => permit(ACTOR, 'posts.send', { orgId: 'theirs' }), { code: 'not-found' })
})

test('operator and system may everything in the organisation for which they act, and nothing in another', () => {
  for (const actor of [operatorActor('ours'), systemActor('ours', 'detectors')]) {
    for (const permission of Object.keys(PERMISSIONS) as Permission[]) assert.ok(isPermitted(actor, permission))
    assert.throws(() => permit(actor, 'posts.read', { orgId: 'theirs' }), { code: 'not-found' })
  }
})
