import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { create } from '../text/engine.ts'
import { compileTracks } from '../text/match.ts'
import { type Judges, readModels, startJudges } from './judges.ts'

const TRACKS = [
  { id: 'a', expression: '退款 -廣告' },
  { id: 'b', expression: 'mac' },
]
const judges: Judges = await startJudges({ size: 2 })
after(() => judges.close())

test('threads judge as the engine does, batch by batch', async () => {
  const engine = create(readModels())
  const { matcher } = compileTracks(engine.fold, TRACKS)
  const batches = Array.from({ length: 20 }, (_, i) => [`第${i}次要退*款，太噁心了`, `my Mac ${i} is great`, ''])
  const answers = await Promise.all(batches.map((texts) => judges.judge(texts, 'tracks 1', TRACKS)))
  for (const [i, texts] of batches.entries()) assert.deepEqual(answers[i], engine.judge(texts, matcher))
  assert.equal(judges.modelVersion, engine.modelVersion)
})

test('another key is another list of tracks', async () => {
  const texts = ['退款', 'mac']
  const [one, other] = await Promise.all([judges.judge(texts, 'x', TRACKS), judges.judge(texts, 'y', [])])
  assert.deepEqual([...one.matchStart], [0, 1, 2])
  assert.deepEqual([...other.matchStart], [0, 0, 0])
})

test('without models it does not start', async () => {
  await assert.rejects(startJudges({ modelFolder: import.meta.dirname }), { code: 'ENOENT' })
})
