import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Readable, Writable } from 'node:stream'
import { after, test } from 'node:test'
import type { Command } from '../app.ts'
import { judgeCommand, matchCommand } from './text-commands.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'weiji-text-'))
after(() => rmSync(folder, { recursive: true }))

type Done = { readonly code: number; readonly out: string[]; readonly err: string[] }

async function run(command: Command, args: string[], stdin: Iterable<string | Uint8Array> = []): Promise<Done> {
  const out: string[] = []
  const err: string[] = []
  const into = (list: string[]) =>
    new Writable({
      write(chunk, _, done) {
        list.push(String(chunk))
        done()
      },
    })
  const io = { stdin: Readable.from(stdin, { objectMode: false }), stdout: into(out), stderr: into(err) }
  const code = await command.run(args, io, () => Promise.reject(new Error('needs no database')))
  const lines = (list: string[]) => list.join('').split('\n').slice(0, -1)
  return { code, out: lines(out), err: lines(err) }
}

function file(name: string, content: string): string {
  const at = path.join(folder, name)
  writeFileSync(at, content)
  return at
}

test('judge answers line by line, in order', async () => {
  const rows = Array.from({ length: 1000 }, (_, i) => ({
    id: i,
    text: i % 2 ? '喝完腹瀉三天,太噁心了' : 'Great service, love it!',
  }))
  const { code, out, err } = await run(judgeCommand, [
    file('many.jsonl', rows.map((row) => JSON.stringify(row)).join('\n')),
  ])
  assert.deepEqual([code, err], [0, []])
  const verdicts = out.map((line) => JSON.parse(line))
  assert.deepEqual(
    verdicts.map(({ id, sentiment }) => [id, sentiment]),
    rows.map(({ id }) => [id, id % 2 ? 'negative' : 'positive']),
  )
  const [first] = verdicts
  assert.deepEqual(Object.keys(first), ['id', 'sentiment', 'probabilities', 'emotion', 'language', 'model'])
  assert.deepEqual(Object.keys(first.probabilities), ['positive', 'neutral', 'negative'])
  assert.equal(first.language, 'en')
  assert.equal(first.emotion, 'joy')
})

test('judge names each broken line, judges the rest and ends with 1', async () => {
  const lines = [
    '{"id":"a","text":"好"}',
    '{"id":"b"',
    '',
    '{"id":"c","text":7}',
    '{"text":"x"}',
    '[1]',
    'null',
    '{"id":"d","text":""}',
  ]
  const { code, out, err } = await run(judgeCommand, ['-'], [`${lines.join('\n')}\n`, Uint8Array.of(0xff, 10)])
  assert.equal(code, 1)
  assert.deepEqual(
    out.map((line) => JSON.parse(line).id),
    ['a', 'd'],
  )
  assert.deepEqual(
    err.map((line) => line.slice(0, line.indexOf(':'))),
    ['line 2', 'line 4', 'line 5', 'line 6', 'line 7', 'line 9'],
  )
})

test('a line of 100 MB is refused by its number, in little memory', async () => {
  const chunk = new TextEncoder().encode('x'.repeat(1_000_000))
  let most = 0
  function* endless() {
    yield '{"id":1,"text":"好"}\n{"id":2,"text":"'
    for (let i = 0; i < 100; i++) {
      most = Math.max(most, process.memoryUsage().arrayBuffers)
      yield chunk
    }
    yield '"}\n{"id":3,"text":"好"}\n'
  }
  const { code, out, err } = await run(judgeCommand, ['-'], endless())
  assert.deepEqual([code, out.map((line) => JSON.parse(line).id), err], [1, [1, 3], ['line 2: it is longer than 4 MB']])
  assert.ok(most < 80e6, `${most} bytes of buffers`)
})

test('match prints the lines that match, with what matched and where', async () => {
  const rows = [
    '{"id":1,"text":"要退*款！","shop":"A"}',
    '{"id":2,"text":"退款 廣告"}',
    '{"id":3,"text":"macau"}',
    '{oops',
  ]
  const { code, out, err } = await run(matchCommand, ['--track', '退款^2 -廣告', file('rows.jsonl', rows.join('\n'))])
  assert.equal(code, 1)
  assert.deepEqual(
    out.map((line) => JSON.parse(line)),
    [{ id: 1, text: '要退*款！', shop: 'A', matched: [{ word: '退款', weight: 2, start: 1, end: 4 }] }],
  )
  assert.deepEqual(err, ['line 4: it is not JSON'])
})

test('an expression that cannot be read is shown with its place', async () => {
  const { code, err } = await run(matchCommand, ['--track', 'abc (def', '-'])
  assert.equal(code, 2)
  assert.deepEqual(err, ['--track: a parenthesis is not closed', '  abc (def', '      ^'])
})

test('an expression may begin with a minus', async () => {
  const { code, out } = await run(matchCommand, ['--track=-廣告 退款', '-'], ['{"id":1,"text":"退款"}'])
  assert.deepEqual([code, out.length], [0, 1])
})

test('wrong calls say how, absent files are named', async () => {
  for (const [command, args] of [
    [judgeCommand, []],
    [judgeCommand, ['a', 'b']],
    [judgeCommand, ['--help']],
    [matchCommand, ['file']],
    [matchCommand, ['--track', 'x']],
    [matchCommand, ['--what', 'x', 'y']],
  ] as const) {
    const { code, err } = await run(command, [...args])
    assert.equal(code, 2)
    assert.match(err[0] ?? '', /^usage: /)
  }
  const { code, err } = await run(judgeCommand, [path.join(folder, 'absent.jsonl')])
  assert.equal(code, 1)
  assert.match(err[0] ?? '', /cannot read .*absent\.jsonl/)
})

test('a reader who has seen enough ends the run quietly', async () => {
  const rows = Array.from({ length: 5000 }, (_, i) => `{"id":${i},"text":"退款"}\n`)
  const closing = new Writable({
    write: (_, __, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
  })
  const io = { stdin: Readable.from(rows, { objectMode: false }), stdout: closing, stderr: closing }
  assert.equal(await matchCommand.run(['--track', '退款', '-'], io, () => Promise.reject(new Error('unused'))), 0)
})
