import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PostDraft } from '../contract.ts'
import { chainOf, createRepostIndex, linkRepost } from './repost-chain.ts'

test('§3 the chain //@A://@B: is read in the order of passing on', () => {
  assert.deepEqual(chainOf('转发微博//@食品侦探:持续关注//@都市热线:#青禾#'), {
    own: '转发微博',
    passedOn: [
      { name: '食品侦探', text: '持续关注' },
      { name: '都市热线', text: '#青禾#' },
    ],
  })
  assert.deepEqual(chainOf('//@A：全角'), { own: '', passedOn: [{ name: 'A', text: '全角' }] })
  assert.deepEqual(chainOf('看 https://weibo.com/@x 和 @B:你好'), {
    own: '看 https://weibo.com/@x 和 @B:你好',
    passedOn: [],
  })
})

const post = (id: string, name: string, text: string, minute: number, root = 'r'): PostDraft => ({
  externalId: id,
  platform: 'weibo',
  postedAt: `2026-06-01T07:${minute}:00.000Z`,
  text,
  author: { name },
  ...(id === root ? {} : { rootExternalId: root }),
})
const POSTS = [
  post('r', '都市热线', '原文', 30),
  post('a1', 'A', '第一次', 31),
  post('a2', 'A', '第二次', 33),
  post('a3', 'A', '太晚', 50),
  post('other', 'B', '别处', 31, 'r2'),
]
const CASES: [string, PostDraft, string | undefined][] = [
  ['no chain: it hangs on the root', post('x', 'X', '转发微博', 40), 'r'],
  ['the post that the chain quotes', post('x', 'X', '哈//@A:第一次', 40), 'a1'],
  ['else the newest of that author before it', post('x', 'X', '哈//@A:已删', 40), 'a2'],
  ['the root’s author named in the chain', post('x', 'X', '哈//@都市热线:原文', 40), 'r'],
  ['an author who was not collected: unknown, not an ancestor', post('x', 'X', '哈//@谁:嗯//@A:第一次', 40), undefined],
  ['an author known from another thread only', post('x', 'X', '哈//@B:别处', 40), undefined],
]
for (const [what, repost, parent] of CASES) {
  test(`§3 parent of a repost, inferred and marked: ${what}`, () => {
    const reposts = createRepostIndex()
    for (const known of [...POSTS, repost]) reposts.add(known)
    const linked = linkRepost({ row: 1, post: repost }, reposts)
    assert.ok('post' in linked)
    assert.equal(linked.post.parentExternalId, parent)
    assert.deepEqual(linked.inferred, parent === undefined ? undefined : ['parentExternalId'])
    assert.equal(linked.post.rootExternalId, 'r')
  })
}

test('§3 a parent that the file tells is left as it is, and not marked', () => {
  const told = { row: 1, post: { ...post('x', 'X', '转发微博', 40), parentExternalId: 'a1' } }
  assert.deepEqual(linkRepost(told, createRepostIndex()), told)
})
