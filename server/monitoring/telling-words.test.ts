import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { foreseeableJudges } from '../../test/support/judges.ts'
import { compileTracks } from '../text/match.ts'
import { expressionFrom, nameFrom } from './telling-words.ts'

const judges = foreseeableJudges()

test('what the answers take up tells what a post is about; emoticons, names and idle words do not', () => {
  const text = '【注意】宁波妇儿医院[蜡烛]有人跳楼，请大家转发 @某人 http://t.cn/abcd'
  const answers = ['[蜡烛][蜡烛]', '医院怎么能这样', '又是跳楼', '医院', '转发', '@某人 看']
  assert.equal(expressionFrom(text, answers), '"医院" "跳楼"')
  assert.equal(expressionFrom('[泪] @某人 http://t.cn/abcd 1', []), undefined)
  assert.equal(nameFrom(`${text}\n第二行`), '【注意】宁波妇儿医院[蜡烛]有人跳楼，请…')
})

test('an expression that is made of a post can be read, and matches the post', () => {
  const words = fc.constantFrom(
    '医院',
    '跳楼',
    '豆漿',
    '"',
    '^2',
    'OR',
    ' ',
    '[泪]',
    '@a',
    'iPhone',
    '的',
    '，',
    '𠮷野家',
    '-',
  )
  fc.assert(
    fc.property(fc.array(words, { maxLength: 12 }), fc.array(words, { maxLength: 4 }), (parts, answers) => {
      const text = parts.join('')
      const expression = expressionFrom(text, answers)
      if (expression === undefined) return
      const { matcher, errors } = compileTracks(judges.fold, [{ id: 'it', expression }])
      assert.deepEqual([...errors], [], expression)
      assert.equal(matcher.explain(text).size, 1, `${expression} of ${text}`)
    }),
  )
})
