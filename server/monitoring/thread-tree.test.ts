import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { COMMENT, REPOST } from './codes.ts'
import { growTree, spreadOf, type ThreadRow, wayTo } from './thread-tree.ts'

const AT = Date.UTC(2026, 2, 2)

/** @param text with a chain; who passes something on names those above, nearest first */
function row(id: string, minute: number, more: Partial<ThreadRow> = {}): ThreadRow {
  return {
    id,
    at: new Date(AT + minute * 60_000),
    parentId: 'root',
    kind: REPOST,
    authorName: id,
    text: null,
    how: null,
    ...more,
  }
}
const ROOT = row('root', 0, { parentId: null, kind: 0, authorName: '都市熱線', text: null })

type Shown = [
  parent: string | null | undefined,
  edge: string | undefined,
  missing: number | undefined,
  isAtLeast: boolean | undefined,
]
function placeOf(id: string, ...rows: ThreadRow[]): Shown {
  const node = growTree([ROOT, ...rows], 'root').nodes.get(id)
  return [node?.parentId, node?.edge, node?.missing, node?.isAtLeast]
}

test('by ids, as told', () => {
  assert.deepEqual(placeOf('b', row('a', 1), row('b', 2, { parentId: 'a' })), ['a', 'given', 0, false])
  assert.deepEqual(placeOf('a', row('a', 1)), ['root', 'given', 0, false])
  assert.deepEqual(placeOf('b', row('a', 1), row('b', 2, { parentId: 'a', how: 'derived' })), [
    'a',
    'inferred',
    0,
    false,
  ])
  assert.deepEqual(placeOf('c', row('c', 1, { kind: COMMENT, how: 'unknown' })), ['root', 'unknown', 0, false])
})

test('by the chain //@A://@B: where only the root is told, and gaps for who was not collected', () => {
  const a = row('a1', 1, { authorName: 'A', text: '第一次' })
  const again = row('a2', 3, { authorName: 'A', text: '第二次' })
  const x = (text: string, more: Partial<ThreadRow> = {}) => row('x', 5, { text, how: 'unknown', ...more })
  assert.deepEqual(placeOf('x', a, again, x('哈//@A:第一次')), ['a1', 'inferred', 0, false], 'the one that is quoted')
  assert.deepEqual(placeOf('x', a, again, x('哈//@A:別的')), ['a2', 'inferred', 0, false], 'else the newest before it')
  assert.deepEqual(
    placeOf('x', a, x('哈//@B:嗯//@C:啊//@A:第一次')),
    ['a1', 'inferred', 2, false],
    'two were not collected',
  )
  assert.deepEqual(placeOf('x', x('哈//@B:嗯//@C:啊')), ['root', 'inferred', 2, false])
  assert.deepEqual(
    placeOf('x', x('哈//@B:嗯//@都市熱線:原文')),
    ['root', 'inferred', 1, false],
    'the root named itself',
  )
  assert.deepEqual(
    placeOf('x', a, x('哈//@A:第一次', { how: null })),
    ['a1', 'inferred', 0, false],
    'the chain knows better',
  )
  assert.deepEqual(
    placeOf('x', row('a3', 9, { authorName: 'A' }), x('哈//@A:晚')),
    ['root', 'inferred', 1, false],
    'not what came later',
  )
})

test('a parent that was not collected is a gap', () => {
  assert.deepEqual(placeOf('x', row('x', 5, { parentId: 'gone' })), ['root', 'given', 1, true])
  const a = row('a', 1, { authorName: 'A', text: '一' })
  const x = row('x', 5, { parentId: 'gone', text: '哈//@B:嗯//@A:一' })
  assert.deepEqual(placeOf('x', a, x), ['a', 'inferred', 1, false], 'the chain says what stands above it')
})

test('sizes, depth, the way down, and children by size', () => {
  const tree = growTree(
    [
      ROOT,
      row('a', 1),
      row('b', 2),
      row('c', 3, { parentId: 'b' }),
      row('d', 4, { parentId: 'c' }),
      row('e', 5, { parentId: 'b' }),
    ],
    'root',
  )
  assert.deepEqual(tree.children.get('root'), ['b', 'a'])
  assert.deepEqual([tree.nodes.get('b')?.descendants, tree.nodes.get('b')?.direct, tree.depth], [3, 2, 3])
  assert.deepEqual(wayTo(tree, 'd'), ['root', 'b', 'c', 'd'])
})

test('growth: everything is there at the last step', () => {
  const rows = [ROOT, row('a', 10), row('b', 20, { kind: COMMENT }), row('c', 60)]
  const spread = spreadOf(rows, 6)
  assert.equal(spread.length, 7)
  assert.deepEqual(
    spread.map(({ reposts, comments }) => [reposts, comments]),
    [
      [0, 0],
      [1, 0],
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 1],
      [2, 1],
    ],
  )
  assert.deepEqual(
    spreadOf([], 6).map(({ reposts }) => reposts),
    [0, 0],
  )
})

test('whatever is sent, circles and strangers too, all hang on the root once', () => {
  const names = fc.constantFrom('A', 'B', 'C', '都市熱線')
  const id = fc.integer({ min: 0, max: 12 }).map(String)
  const post = fc.record({
    id,
    minute: fc.integer({ min: 0, max: 3 }),
    authorName: names,
    parentId: fc.option(fc.oneof(id, fc.constant('root'), fc.constant('gone'))),
    text: fc.option(fc.array(names, { maxLength: 4 }).map((all) => `嗯${all.map((name) => `//@${name}:嗯`).join('')}`)),
    how: fc.option(fc.constantFrom('derived' as const, 'unknown' as const)),
  })
  fc.assert(
    fc.property(
      fc.uniqueArray(post, { selector: (each) => each.id, maxLength: 12 }),
      fc.boolean(),
      (posts, hasRoot) => {
        const rows = posts
          .map(({ id: name, minute, ...more }) => row(name, minute, more))
          .sort((a, b) => a.at.getTime() - b.at.getTime())
        const tree = growTree(hasRoot ? [ROOT, ...rows] : rows, 'root')
        assert.equal(tree.nodes.size, rows.length + 1)
        for (const each of rows) assert.equal(wayTo(tree, each.id)[0], 'root')
        assert.equal(tree.nodes.get('root')?.descendants, rows.length)
      },
    ),
  )
})

test('a thread of 50,000 posts, most by one name, is read without comparing each with each', () => {
  const rows = Array.from({ length: 50_000 }, (_, i) =>
    row(`p${i}`, i, {
      authorName: i % 3 === 0 ? `n${i}` : 'bot',
      text: i % 2 === 0 ? '轉//@bot:轉' : '轉',
      how: 'unknown',
    }),
  )
  assert.equal(growTree([ROOT, ...rows], 'root').nodes.size, 50_001)
})
