import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DARK, LIGHT, type Palette } from './theme.ts'

/** Pairs of text and ground that occur in style.css. WCAG 2.2 AA: 4.5 for text. */
const TEXT_ON: [keyof Palette, keyof Palette][] = [
  ['ink', 'ground'],
  ['ink', 'surface'],
  ['ink', 'raised'],
  ['ink', 'mark'],
  ['inkSoft', 'ground'],
  ['inkSoft', 'surface'],
  ['inkSoft', 'raised'],
  ['accent', 'surface'],
  ['accent', 'ground'],
  ['accent', 'accentSoft'],
  ['onAccent', 'accent'],
  ['level1', 'surface'],
  ['level1', 'level1Soft'],
  ['level2', 'surface'],
  ['level2', 'level2Soft'],
  ['level3', 'surface'],
  ['level3', 'level3Soft'],
  ['good', 'surface'],
  ['good', 'goodSoft'],
  ['negative', 'surface'],
  ['neutral', 'surface'],
  ['positive', 'surface'],
  ['drill', 'surface'],
]

for (const [name, palette] of Object.entries({ LIGHT, DARK })) {
  test(`${name}: text stands out from its ground`, () => {
    const weak = TEXT_ON.filter(([text, ground]) => contrast(palette[text], palette[ground]) < 4.5)
    assert.deepEqual(weak, [])
  })

  test(`${name}: lines that carry meaning, such as an input's edge, stand out by 3`, () => {
    assert.ok(contrast(palette.lineStrong, palette.surface) >= 3)
  })
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

/** Relative luminance of WCAG 2. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
