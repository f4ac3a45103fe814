import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { diffOf } from './post-diff.ts'

test('what was taken out and put in', () => {
  const shown = diffOf('青禾酸奶喝完腹瀉', '青禾酸奶真好喝').map(({ kind, text }) => `${kind} ${text}`)
  assert.deepEqual(shown, ['same 青禾酸奶', 'gone 喝完腹瀉', 'new 真好喝'])
  assert.deepEqual(
    diffOf('一樣', '一樣').map(({ kind }) => kind),
    ['same'],
  )
})

test('both texts can be read back from it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (before, after) => {
      const parts = diffOf(before, after)
      const join = (not: string) =>
        parts
          .filter(({ kind }) => kind !== not)
          .map(({ text }) => text)
          .join('')
      assert.deepEqual([join('new'), join('gone')], [before, after])
    }),
  )
})
