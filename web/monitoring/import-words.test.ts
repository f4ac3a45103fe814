import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { BAD_FILE_CODES } from '../../server/connectors/contract/bad-file.ts'
import { COLUMN_WORDS } from '../../server/connectors/contract/column-words.ts'
import { IMPORT_STATES } from '../../server/monitoring/import-schema.ts'
import { FIELD_WORDS, IMPORT_WORDS, REJECT_WORDS, TROUBLE_WORDS } from './import-words.ts'

const SERVER = path.resolve(import.meta.dirname, '../../server')

test('whatever a column can be, a file can be and an import can be has words', () => {
  assert.deepEqual(missing(Object.keys(COLUMN_WORDS), FIELD_WORDS), [])
  assert.deepEqual(missing(BAD_FILE_CODES, TROUBLE_WORDS), [])
  assert.deepEqual(missing(IMPORT_STATES, IMPORT_WORDS), [])
})

test('every code with which a reader or the check of posts refuses a row has words', () => {
  const readers = readdirSync(path.join(SERVER, 'connectors'), { recursive: true, encoding: 'utf8' })
  const files = [...readers.map((name) => `connectors/${name}`), 'monitoring/post-input.ts']
  const texts = files
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(path.join(SERVER, name), 'utf8'))
  const codes = texts.flatMap((text) => [
    ...[...text.matchAll(/new BadValue\(\s*'([a-z-]+)'/g)].map(([, code = '']) => code),
    ...[...text.matchAll(/RowRefused\(\s*[^,]+,\s*'([a-z-]+)'/g)].map(([, code = '']) => code),
    ...[...text.matchAll(/trouble: \{ code: '([a-z-]+)'/g)].map(([, code = '']) => code),
    ...[...text.matchAll(/fileRefused\('([a-z-]+)'/g)].map(([, code = '']) => code),
  ])
  assert.ok(new Set(codes).size >= 15, `only ${codes.join()} were found: the patterns no longer fit`)
  assert.deepEqual(missing([...new Set(codes)], REJECT_WORDS), [])
})

function missing(names: readonly string[], words: object): string[] {
  return names.filter((name) => !Object.hasOwn(words, name))
}
