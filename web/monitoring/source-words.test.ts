import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { HEALTHS, SENDING_KINDS } from '../../server/monitoring/source-schema.ts'
import { SOURCE_TROUBLES, SOURCE_WORDS } from './source-words.ts'

const SERVER = path.resolve(import.meta.dirname, '../../server')

test('everything that a source can suffer from has words', () => {
  const codes = new Set<string>()
  for (const folder of ['connectors', 'base', 'monitoring']) {
    for (const name of readdirSync(path.join(SERVER, folder), { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue
      const text = readFileSync(path.join(SERVER, folder, name), 'utf8')
      for (const code of codesOf(text)) codes.add(code)
    }
  }
  assert.ok(codes.size > 25, `only ${[...codes].join()}: the pattern no longer fits the server`)
  assert.deepEqual(
    [...codes].filter((code) => !Object.hasOwn(SOURCE_TROUBLES, code)),
    [],
  )
})

test('every health and every kind that only sends has words', () => {
  for (const word of [...HEALTHS, ...SENDING_KINDS]) assert.ok(Object.hasOwn(SOURCE_WORDS, word), word)
})

/** What is thrown as a trouble, said of an HTTP status, or told as a gap. */
function codesOf(text: string): string[] {
  const thrown = [...text.matchAll(/(?:CollectError|OutsideError)\(\s*'([a-z-]+)'/g)]
  const said = [...text.matchAll(/return \['([a-z-]+)', [`'"]/g)]
  const isChosen = /CollectError\(code/.test(text)
  const chosen = (isChosen ? [...text.matchAll(/const code = (.*)/g)] : []).flatMap(([, line = '']) => [
    ...line.matchAll(/[?:] '([a-z-]+)'/g),
  ])
  const gaps = /\bgap\b/.test(text) ? [...text.matchAll(/code: '([a-z-]+)',\s*reason/g)] : []
  return [...thrown, ...said, ...chosen, ...gaps].map(([, code = '']) => code)
}
