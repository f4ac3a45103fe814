import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { countBranches } from './cascade.ts'

test('descendants are counted through all generations, largest first', () => {
  const found = countBranches([
    { id: 'root', parent: null, root: null },
    { id: 'a', parent: 'root', root: 'root' },
    { id: 'b', parent: 'a', root: 'root' },
    { id: 'c', parent: 'b', root: 'root' },
    { id: 'd', parent: 'gone', root: 'root' },
  ])
  assert.deepEqual(found, [
    { id: 'root', descendants: 4, direct: 2 },
    { id: 'a', descendants: 2, direct: 1 },
    { id: 'b', descendants: 1, direct: 1 },
  ])
})

test('a circle ends, and what hangs on it is counted once at the place where it hangs', () => {
  const found = countBranches([
    { id: 'a', parent: 'b', root: null },
    { id: 'b', parent: 'a', root: null },
    { id: 'c', parent: 'a', root: null },
    { id: 'd', parent: 'd', root: 'd' },
  ])
  assert.deepEqual(
    found.map(({ id, direct }) => [id, direct]),
    [
      ['a', 2],
      ['b', 1],
    ],
  )
})

test('a chain of 100,000 needs no stack', () => {
  const links = Array.from({ length: 100_000 }, (_, i) => ({ id: `${i}`, parent: i ? `${i - 1}` : null, root: '0' }))
  assert.deepEqual(countBranches(links)[0], { id: '0', descendants: 99_999, direct: 1 })
})

test('in any forest the descendants of a post are those found by walking upwards from each other one', () => {
  const forest = fc.array(fc.nat(), { minLength: 1, maxLength: 30 }).map((picks) =>
    picks.map((pick, i) => ({
      id: String(i),
      parent: i === 0 || pick % 4 === 0 ? null : String(pick % i),
      root: null,
    })),
  )
  fc.assert(
    fc.property(forest, (links) => {
      const walked = new Map<string, number>()
      for (const link of links) {
        for (let at = link.parent; at !== null; at = links[Number(at)]?.parent ?? null)
          walked.set(at, (walked.get(at) ?? 0) + 1)
      }
      const found = countBranches(links)
      assert.deepEqual(new Map(found.map(({ id, descendants }) => [id, descendants])), walked)
    }),
  )
})
