import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BROKEN, decodeText, detectEncoding, type Encoding } from './bytes.ts'

const TEXT = '标题,内容\n青禾酸奶🥛,"塑料片，怎么回事"\n'
/** 青禾酸奶 塑料片 in GB18030, written by Python's codec. */
const GB = Buffer.from('c7e0bacccbe1c4cc20cbdcc1cfc6ac0a', 'hex')
/** Written by Python's codec, too. */
const BIG5 = Buffer.from('bcd0c3442ca4baae650abbc4a5a42cb36fac4fa4b0bbf2a148abc8aa41b3a3a4a3a65ec0b30a', 'hex')
const utf16 = (text: string, isBig: boolean): Buffer => {
  const bytes = Buffer.from(text, 'utf16le')
  return isBig ? bytes.swap16() : bytes
}

const FILES: [string, Buffer, Encoding, string][] = [
  ['UTF-8', Buffer.from(TEXT), 'utf-8', TEXT],
  ['§1 UTF-8 with a byte order mark', Buffer.from(`\ufeff${TEXT}`), 'utf-8', TEXT],
  ['UTF-16 LE with a mark', utf16(`\ufeff${TEXT}`, false), 'utf-16le', TEXT],
  ['UTF-16 BE with a mark', utf16(`\ufeff${TEXT}`, true), 'utf-16be', TEXT],
  [
    'UTF-16 LE without a mark',
    utf16(`id,name,text,url\n${'a,b,c,d\n'.repeat(9)}`, false),
    'utf-16le',
    `id,name,text,url\n${'a,b,c,d\n'.repeat(9)}`,
  ],
  ['GB18030', GB, 'gb18030', '青禾酸奶 塑料片\n'],
  ['Big5', BIG5, 'big5', '標題,內容\n酸奶,這是什麼？客服都不回應\n'],
  ['plain ASCII', Buffer.from('a,b\n'), 'utf-8', 'a,b\n'],
]
for (const [what, bytes, encoding, text] of FILES) {
  test(`encoding: ${what}`, async () => {
    assert.equal(await detectEncoding(chunks(bytes, 5)), encoding)
    for (const size of [1, 2, 3, 1000]) assert.equal(await decoded(bytes, encoding, size), text, `in ${size}s`)
  })
}

test('a damaged line is marked; a U+FFFD that the file holds is a character like others', async () => {
  const bytes = Buffer.concat([
    Buffer.from('好�,a\n'),
    Buffer.from([0xe5, 0xa5, 0x0a]),
    Buffer.from(`${'好'.repeat(40)}\n`),
  ])
  assert.equal(await detectEncoding(chunks(bytes, 1000)), 'utf-8')
  assert.equal(await decoded(bytes, 'utf-8', 1000), `好\ufffd,a\n${BROKEN}\n${'好'.repeat(40)}\n`)
})

test('a run of a hundred kilobytes without comma, space or line end is not held back', async () => {
  for (const [encoding, bytes] of [
    ['utf-8', Buffer.from('x'.repeat(100_000))],
    ['utf-8', Buffer.from('好'.repeat(33_000))],
    ['gb18030', Buffer.concat([GB, Buffer.from('x'.repeat(100_000))])],
  ] as const) {
    let longest = 0
    let text = ''
    for await (const piece of decodeText(chunks(bytes, 1000), encoding)) {
      longest = Math.max(longest, piece.length)
      text += piece
    }
    assert.equal(text, new TextDecoder(encoding).decode(bytes))
    assert.ok(longest <= 1004, `a piece of ${longest}`)
  }
})

async function* chunks(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function decoded(bytes: Buffer, encoding: Encoding, size: number): Promise<string> {
  let text = ''
  for await (const piece of decodeText(chunks(bytes, size), encoding)) text += piece
  return text
}
