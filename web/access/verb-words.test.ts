import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { VERB_NAMES } from './verb-words.ts'

const SERVER = path.resolve(import.meta.dirname, '../../server')

test('every verb that the server writes into the audit log has words', () => {
  const files = readdirSync(SERVER, { recursive: true, encoding: 'utf8' }).filter((name) => /actions\.ts$/.test(name))
  const recorded = files.flatMap((name) => verbsOf(readFileSync(path.join(SERVER, name), 'utf8')))
  assert.ok(recorded.length > 20, `only ${recorded.length} verbs were found: the pattern no longer fits the server`)
  const unknown = [...new Set(recorded)].filter((verb) => !Object.hasOwn(VERB_NAMES, verb))
  assert.deepEqual(unknown, [])
})

/** Verbs are camelCase words behind `verb:`, in a table ACT_VERBS, or handed to `actOn`, `recordAct`, `recordCrisisAct`. */
function verbsOf(text: string): string[] {
  const tables = [...text.matchAll(/ACT_VERBS = [[{]([^\]}]*)[\]}]/g)].map(([, inside = '']) => inside).join('\n')
  const direct = [...text.matchAll(/(?:\bverb:|actOn\([^,]+,|recordCrisisAct\([^')]*,)\s*'([a-z]+[A-Z]\w*)'/g)]
  return [...tables.matchAll(/'([a-z]+[A-Z]\w*)'/g), ...direct].map(([, verb = '']) => verb)
}
