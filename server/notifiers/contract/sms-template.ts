import { BadSetting, type Message, type SettingField } from '../contract.ts'
import { cutTo, oneLine, unitsOf } from './cut.ts'
import { levelWord } from './level-words.ts'

/**
 * In mainland China an SMS is a text that was approved beforehand, with a few words to fill in. What may be filled in is ours: level, title,
 * time. Links may not: operators refuse them in variables.
 */
const MEANINGS = ['level', 'title', 'time'] as const
export type Meaning = (typeof MEANINGS)[number]
export type Variable = { readonly meaning: Meaning; readonly name: string }

export const DEFAULT_VARIABLES = 'level, title, time'

/** @param texts the template to submit, as the vendor writes variables */
export function templateHint(zhHant: string, zhHans: string): NonNullable<SettingField['hint']> {
  return {
    'zh-Hant': `先送審這個模板（通知類）：${zhHant}`,
    'zh-Hans': `先提交审核此模板（通知类）：${zhHans}`,
    en: `submit this template first, as a notice (a mainland template must be Chinese): ${zhHans}`,
  }
}

export function variablesField(hint: NonNullable<SettingField['hint']>): SettingField {
  return {
    key: 'variables',
    kind: 'text',
    isRare: true,
    mostLength: 120,
    fallback: DEFAULT_VARIABLES,
    example: DEFAULT_VARIABLES,
    names: { 'zh-Hant': '模板變數', 'zh-Hans': '模板变量', en: 'Variables of the template' },
    hint,
  }
}

export function longestField(fallback: number, hint: NonNullable<SettingField['hint']>): SettingField {
  return {
    key: 'longest',
    kind: 'number',
    isRare: true,
    least: 6,
    most: 40,
    fallback,
    names: { 'zh-Hant': '一個變數最多幾個字', 'zh-Hans': '单个变量最多字数', en: 'Most characters of a variable' },
    hint,
  }
}

/**
 * `level, title: name, time`: what the template holds, in its order, each with the name that it has there (its own, unless told).
 * @throws BadSetting
 */
export function readVariables(value: unknown): Variable[] {
  const variables = String(value)
    .split(/[,，、]/)
    .map((part) => part.split(/[:：]/).map((word) => word.trim()))
    .map(([meaning = '', name = meaning]) => ({ meaning, name }))
  const known = variables.filter((each): each is Variable => MEANINGS.some((meaning) => meaning === each.meaning))
  const isRight = known.length === variables.length && known.every(({ name }) => /^\w{1,32}$/.test(name))
  if (!isRight || new Set(known.map(({ name }) => name)).size !== known.length)
    throw new BadSetting('variables', 'must name level, title and time, such as "level, title: name, time"')
  return known
}

/** What is filled in: one line, no link, no brackets that end the sender's name, never empty. */
export function fillIn(message: Message, meaning: Meaning, longest: number): string {
  const { brief } = message
  const text = { level: levelWord(message), title: brief.title, time: brief.time }[meaning]
  return cutTo(harmless(text), longest, unitsOf) || '-'
}

function harmless(text: string): string {
  return oneLine(text.replace(/https?:\/\/\S*|\bwww\.\S*/gi, ' '))
    .replace(/[【】[\]{}$#<>]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}
