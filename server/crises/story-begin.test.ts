import assert from 'node:assert/strict'
import { test } from 'node:test'
import { beginOfStory, type Node } from './story-begin.ts'

const node = (hour: number, descendants: number, rootId: string | null = null): Node => ({
  post: { postedAt: `2026-03-02T0${hour}:00:00Z`, rootId },
  descendants,
})

for (const [what, nodes, hour] of [
  ['the origin that was passed on, not what was said before', [node(3, 120), node(4, 40, 'r')], 3],
  ['the earlier of two origins', [node(5, 120), node(3, 60)], 3],
  ['a post of the morning with a few answers is no part of it', [node(1, 7), node(5, 120)], 5],
  ['what a larger one passes on is no origin', [node(2, 90, 'r')], undefined],
  ['nothing was passed on', [node(2, 4)], undefined],
  ['nobody spoke', [], undefined],
] as const) {
  test(`a story begins with ${what}`, () => {
    const wanted = hour === undefined ? undefined : `2026-03-02T0${hour}:00:00.000Z`
    assert.equal(beginOfStory(nodes)?.toISOString(), wanted)
  })
}
