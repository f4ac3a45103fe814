import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blank, functionsOf, importsOf, topLevelState } from './source-text.ts'

test('comments become spaces, and strings keep their quotes only', () => {
  assert.equal(blank("a // 'x'\nb", true), 'a       \nb')
  assert.equal(blank('f(\'{\', "}", `{`)', true), 'f(\' \', " ", ` `)')
  assert.equal(blank("f('//')", false), "f('//')")
  assert.equal(blank('a /* { */ b', true), 'a         b')
  const template = ['`a$', '{b({ c: `{` })}d{`'].join('')
  assert.equal(blank(template, true).replaceAll(' ', ''), '`{b({c:``})}`')
  assert.equal(blank('x = /[/{"]/ + y / 2 / 3', true).replaceAll(' ', ''), 'x=//+y/2/3')
  assert.equal(blank("<p>don't</p>\n{", true), "<p>don't</p>\n{")
})

test('every way to name a module is seen, comments and strings are not', () => {
  const text = `
    import a from './a.ts'
    import type { B } from './b.ts'
    import {
      c,
      type D,
    } from './c.ts'
    import './e.ts'
    export { f } from './f.ts'
    export * from './g.ts'
    export type { H } from './h.ts'
    // import i from './i.ts'
    const j = await import('./j.ts')
    const text = "say import('x')"`
  const found = importsOf(text).map(({ from, typeOnly }) => from + (typeOnly ? ' type' : ''))
  const wanted = ['./a.ts', './b.ts type', './c.ts', './e.ts', './f.ts', './g.ts', './h.ts type', './j.ts']
  assert.deepEqual(found, wanted)
})

test('the length of a function is counted from its parameters to its closing brace', () => {
  const lengths = (text: string): number[] => functionsOf(text).map(({ lines }) => lines)
  assert.deepEqual(lengths('function a() {\n\n}'), [3])
  assert.deepEqual(lengths('export async function a(b: { c: string }): Promise<{ d: number }[]> {\n}'), [2])
  assert.deepEqual(lengths('function a(): { b: number } | undefined {\n\n}'), [3])
  assert.deepEqual(lengths('function a(x: unknown): x is Map<string, () => void> {\n}'), [2])
  assert.deepEqual(lengths('const a = (b: number): string => {\n  return "}"\n}'), [3])
  assert.deepEqual(lengths('const a = { b(c) {\n}, async d() {\n\n} }'), [2, 3])
  assert.deepEqual(lengths('if (a) {\n\n}\nfor (const b of c) {\n}\nd(e)'), [])
  assert.deepEqual(lengths('const a = b ? c(d) : {\n e: 1 }'), [])
  assert.deepEqual(lengths('test("x", async () => {\n  a(() => {\n  })\n})'), [4, 2])
})

test('state of a module is seen, state of a function is not', () => {
  assert.deepEqual(topLevelState('const a = 1\nlet b = 2\nexport let c'), [2, 3])
  assert.deepEqual(topLevelState('function a() {\nlet b\n}\nconst c = `\nlet d`'), [])
})
