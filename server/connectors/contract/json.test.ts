import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { jsonPieces, parseJson, valueEnd } from './json.ts'

async function pieces(text: string, isObject: boolean, chunk: number) {
  async function* chunks() {
    for (let at = 0; at < text.length; at += chunk) yield text.slice(at, at + chunk)
  }
  const found: unknown[] = []
  for await (const piece of jsonPieces(chunks(), isObject)) {
    found.push('cutOff' in piece ? 'cut off' : [piece.member, JSON.parse(piece.text), piece.isWhole])
  }
  return found
}

const CASES: [string, string, boolean, unknown[]][] = [
  [
    'a list inside of wrappers, members around and behind it',
    '{"code":0,"data":{"total":2,"list":[{"a":1},{"a":2}],"more":false},"msg":"ok"}',
    true,
    [
      ['code', 0, true],
      ['data.total', 2, true],
      ['data.list', { a: 1 }, false],
      ['data.list', { a: 2 }, false],
      ['data.more', false, true],
      ['msg', 'ok', true],
    ],
  ],
  ['two wrappers', '{"response":{"body":{"items":[{"a":1}]}}}', true, [['response.body.items', { a: 1 }, false]]],
  [
    'an object that wraps nothing is a value, and so is one of another name',
    '{"data":{"a":[1]},"user":{"badges":[{"b":1}]},"weibo":[{"a":1}]}',
    true,
    [
      ['data', { a: [1] }, true],
      ['user', { badges: [{ b: 1 }] }, true],
      ['weibo', { a: 1 }, false],
    ],
  ],

  [
    'a pretty list',
    '[\n  {"a": "x]}\\""},\n  {"a": [1, {"b": 2}]}\n]\n',
    false,
    [
      ['', { a: 'x]}"' }, false],
      ['', { a: [1, { b: 2 }] }, false],
    ],
  ],
  [
    'objects one after another',
    '{"a":1}\n{\n"a":2}',
    false,
    [
      ['', { a: 1 }, false],
      ['', { a: 2 }, false],
    ],
  ],
  ['an empty list', '[]', false, []],
  [
    'members and their lists',
    '{"s":"ok","n":[1,2],"items":[{"a":1},{"a":2}],"t":3}',
    true,
    [
      ['s', 'ok', true],
      ['n', [1, 2], true],
      ['items', { a: 1 }, false],
      ['items', { a: 2 }, false],
      ['t', 3, true],
    ],
  ],
  [
    '§7 a list that was cut off (its sink rewrites the whole file per record)',
    '[{"a":1},{"a":',
    false,
    [['', { a: 1 }, false], 'cut off'],
  ],
  ['a list without its end', '[{"a":1},{"a":2}', false, [['', { a: 1 }, false], ['', { a: 2 }, false], 'cut off']],
]
for (const [what, text, isObject, expected] of CASES) {
  test(`JSON: ${what}`, async () => {
    for (const chunk of [1, 3, 1000]) assert.deepEqual(await pieces(text, isObject, chunk), expected, `in ${chunk}s`)
  })
}

test('§1 numbers of 16 to 19 digits are kept exactly', () => {
  assert.deepEqual(parseJson('{"a":7512345678901234567,"b":5171234567890123,"c":1.5,"d":"7512345678901234567"}'), {
    a: 7512345678901234567n,
    b: 5171234567890123,
    c: 1.5,
    d: '7512345678901234567',
  })
  assert.deepEqual(parseJson('[7512345678901234567,-7512345678901234567]'), [
    7512345678901234567n,
    -7512345678901234567n,
  ])
  assert.deepEqual(parseJson('{"a": 7512345678901234567 }'), { a: 7512345678901234567n })
})

test('the end of any value is found, whatever stands in its texts', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify([value])
      assert.equal(valueEnd(`${text},{"next":1}`, 0), text.length)
    }),
  )
})
