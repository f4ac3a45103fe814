import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readModels } from '../monitoring/judges.ts'
import type { Judged, JudgeReply } from './contract.ts'
import { judgeThread } from './thread.ts'

const TRACKS = [{ id: 'a', expression: '退款' }]
const judged = (reply: JudgeReply): Judged => {
  assert.ok('judged' in reply, 'the tracks are known')
  return reply.judged
}

test('tracks are asked for once and then known by their key', () => {
  const respond = judgeThread(readModels())
  const texts = ['我要退款', '沒事']
  assert.deepEqual(respond({ texts, tracksKey: 'one' }), { reply: { needTracks: true }, transfer: [] })
  assert.deepEqual([...judged(respond({ texts, tracksKey: 'one', tracks: TRACKS }).reply).matchStart], [0, 1, 1])
  const { reply, transfer } = respond({ texts, tracksKey: 'one' })
  assert.deepEqual([...judged(reply).matchTrack], [0])
  assert.equal(transfer.length, Object.keys(judged(reply)).length)
  assert.deepEqual(respond({ texts, tracksKey: 'two' }).reply, { needTracks: true })
})

test('the keys unused for longest are forgotten', () => {
  const respond = judgeThread(readModels())
  for (let i = 0; i < 48; i++) respond({ texts: [], tracksKey: `${i}`, tracks: TRACKS })
  judged(respond({ texts: [], tracksKey: '0' }).reply)
  respond({ texts: [], tracksKey: 'one more', tracks: TRACKS })
  judged(respond({ texts: [], tracksKey: '0' }).reply)
  assert.deepEqual(respond({ texts: [], tracksKey: '1' }).reply, { needTracks: true })
})
