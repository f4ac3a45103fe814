import assert from 'node:assert/strict'
import { test } from 'node:test'
import { belongs, partOf } from './scope.ts'
import { sameStory } from './story.ts'
import { subjectKey } from './subject.ts'

test('the same post with more followers is the same alarm, another platform another one', () => {
  assert.equal(subjectKey(undefined), '')
  assert.equal(subjectKey({ followers: 3 }), '')
  assert.equal(subjectKey({ postId: 'a', followers: 1 }), subjectKey({ postId: 'a', followers: 9, platform: 'weibo' }))
  assert.notEqual(subjectKey({ platform: 'weibo' }), subjectKey({ platform: 'douyin' }))
  assert.equal(subjectKey({ topic: 't', board: 'b', rank: 9 }), subjectKey({ rank: 1, board: 'b', topic: 't' }))
})

test('what belongs to a part', () => {
  const at = new Date('2026-03-02T02:00:00Z')
  assert.ok(belongs({ at, subject: { platform: 'douyin' } }, { platform: 'douyin' }))
  assert.ok(!belongs({ at }, { platform: 'douyin' }))
  assert.ok(belongs({ at, subject: { topic: '青禾豆浆腹泻' } }, { words: ['腹泻'] }))
  assert.ok(belongs({ at }, { from: '2026-03-02T01:00:00Z' }))
  assert.ok(!belongs({ at }, { from: '2026-03-02T02:00:00Z' }))
  assert.equal(partOf({ words: ['b', 'a'] }), partOf({ words: ['a', 'b'] }))
})

test('two alerts are one story by posts, words or authors, and never by few', () => {
  const none = { posts: 100, shared: 0, authors: 80, sharedAuthors: 0 }
  assert.equal(sameStory(none, ['a', 'b', 'c'], ['a', 'x', 'y']), undefined)
  assert.equal(sameStory(none, ['a', 'b', 'c'], ['a', 'b', 'y'])?.why, 'words')
  assert.equal(sameStory({ ...none, shared: 40 }, [], [])?.why, 'copies')
  assert.equal(sameStory({ ...none, posts: 4, shared: 4 }, [], []), undefined)
  assert.equal(sameStory({ ...none, sharedAuthors: 40 }, [], [])?.why, 'authors')
})
