import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { View } from './search-catalog-store.ts'
import { readAhead } from './search-thread-actions.ts'

const NOTHING: View = { lastSeal: 0, segments: [], tail: [], outOf: 0, behind: undefined }

function reader(view: (orgId: string) => Promise<View>) {
  const unused = async (): Promise<never> => assert.fail('only views are read ahead')
  return readAhead({ catalog: { view, columns: unused, dead: unused, blocks: unused } })
}

test('posts are read ahead where somebody searches, and only there', async () => {
  const seen: string[] = []
  const { note, look } = reader(async (orgId) => {
    seen.push(orgId)
    return NOTHING
  })
  await look()
  assert.deepEqual(seen, [])
  note('a')
  note('b')
  await look()
  await look()
  assert.deepEqual(seen, ['a', 'b', 'a', 'b'])
})

test('one look at a time, and one that failed does not end them', async () => {
  const failed = Promise.withResolvers<View>()
  const state = { looks: 0 }
  const { note, look } = reader(() => {
    state.looks++
    return state.looks === 1 ? failed.promise : Promise.resolve(NOTHING)
  })
  note('a')
  const first = look()
  await look()
  assert.equal(state.looks, 1)
  failed.reject(new Error('the database is away'))
  await assert.rejects(first, /away/)
  await look()
  assert.equal(state.looks, 2)
})
