import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { RowResult } from '../contract.ts'
import { NOTHING_SEEN, type SeenItems, siftItems } from './seen-items.ts'

const START = Date.UTC(2026, 10, 23)
const row = (n: number, text = `item ${n}`): RowResult => ({
  row: 1,
  post: {
    externalId: `news:${n}`,
    platform: 'news',
    postedAt: new Date(START + n * 60_000).toISOString(),
    text,
    url: `https://news.example/${n}`,
  },
})
const idsOf = (rows: readonly RowResult[]): string[] =>
  rows.flatMap((each) => ('post' in each ? [each.post.externalId] : []))

test('whatever comes between two looks: each item that a feed shows comes once, and a gap is told exactly where one is', () => {
  const looks = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(looks, fc.integer({ min: 5, max: 15 }), (steps, window) => {
      let seen: SeenItems = NOTHING_SEEN
      let upTo = 0
      const came: string[] = []
      for (const added of steps) {
        const before = upTo
        upTo += added
        const shown = Array.from({ length: Math.min(window, upTo) }, (_, n) => row(upTo - n))
        // A cursor is kept as JSON.
        const sifted = siftItems(shown, JSON.parse(JSON.stringify(seen)) as SeenItems)
        came.push(...idsOf(sifted.rows))
        const missed = before > 0 && added > window
        // Fewer than three items before: half of them are looked for, which may be gone a little earlier.
        if (before >= 5 || before === 0) {
          const isTold = sifted.gap?.code === 'overflow'
          if (missed) assert.ok(isTold, `${added} came, ${window} are shown`)
          if (isTold) assert.ok(added >= window, 'told where nothing can be missing')
        }
        seen = sifted.seen
      }
      assert.equal(new Set(came).size, came.length)
      const shownEver = new Set(came)
      for (let n = Math.max(1, upTo - window + 1); n <= upTo; n++) assert.ok(shownEver.has(`news:${n}`))
    }),
  )
})

test('what is remembered is bounded, and what is still shown is remembered longest', () => {
  const many = Array.from({ length: 3000 }, (_, n) => row(n))
  const first = siftItems(many, NOTHING_SEEN)
  assert.equal(first.seen.seen.length, 1000)
  const again = siftItems(many.slice(-1000), first.seen)
  assert.deepEqual(again.rows, [])
  assert.ok(JSON.stringify(first.seen).length < 70_000)
})

test('a refused item is told once, not at every look', () => {
  const bad: RowResult = {
    refused: { row: 3, field: 'text', code: 'empty', reason: 'the item has neither text nor title' },
  }
  const first = siftItems([bad, row(1)], NOTHING_SEEN)
  assert.equal(first.rows.length, 2)
  assert.deepEqual(siftItems([bad, row(1)], first.seen).rows, [])
  assert.equal(siftItems([bad, bad], first.seen).rows.length, 1, 'another one')
})
