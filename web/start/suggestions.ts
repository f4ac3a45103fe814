import type { StartNames } from '../../server/access/start-schema.ts'
import { type Locale, PLACE, type Triple } from '../ui/words.ts'

/** Why a word is proposed for a track. */
export type Reason = 'brand' | 'product' | 'person' | 'spelling' | 'joined' | 'initials' | 'short'
export type Suggestion = { readonly word: string; readonly reason: Reason; readonly isOn: boolean }

const HAN = /^\p{Script=Han}+$/u
const LATIN = /^[\p{Script=Latin}\p{N} .&'-]+$/u
/** The first character of each initial in the order of pinyin; there is none for i, u and v. */
const FIRSTS: readonly (readonly [initial: string, first: string])[] = [
  ['a', '阿'],
  ['b', '八'],
  ['c', '嚓'],
  ['d', '哒'],
  ['e', '妸'],
  ['f', '发'],
  ['g', '旮'],
  ['h', '哈'],
  ['j', '讥'],
  ['k', '咔'],
  ['l', '垃'],
  ['m', '痳'],
  ['n', '拏'],
  ['o', '噢'],
  ['p', '妑'],
  ['q', '七'],
  ['r', '呥'],
  ['s', '仨'],
  ['t', '他'],
  ['w', '屲'],
  ['x', '夕'],
  ['y', '丫'],
  ['z', '帀'],
]
/** Shorter ones stand for everything and nothing: `qh` is in half of all nicknames. */
const LEAST_INITIALS = 3

/**
 * Words for a first track, made of what the organisation is called. Traditional and Simplified are the same to the text engine, so no
 * variants of script are proposed. What is short or general is proposed but not taken in: it would find strangers.
 */
export function suggestWords(names: StartNames): Suggestion[] {
  const of = (words: readonly string[], reason: Reason, isOn: (word: string) => boolean): Suggestion[] =>
    words.map((word) => ({ word: word.trim(), reason, isOn: isOn(word.trim()) }))
  const all = [
    ...of(names.brands, 'brand', () => true),
    ...of(names.spellings, 'spelling', () => true),
    // A product's own name may be a common noun; two characters mostly are.
    ...of(names.products, 'product', (word) => lengthOf(word) > 3),
    // Many people have a name of two characters.
    ...of(names.people, 'person', (word) => lengthOf(word) > 2),
    ...of(names.brands.flatMap(joined), 'joined', () => true),
    ...of(names.brands.flatMap(initials), 'initials', () => false),
    ...of(names.brands.flatMap(short), 'short', () => false),
  ]
  const seen = new Set<string>()
  return all.filter(({ word }) => {
    const key = word.normalize('NFKC').toLowerCase()
    if (word === '' || seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/** `(a | b) (c | d) -(e | f)`; each list may be empty, but not all. */
export function expressionOf(words: readonly string[], also: readonly string[], not: readonly string[]): string {
  const parts = [anyOf(words), anyOf(also), not.length === 0 ? '' : `-${anyOf(not, true)}`]
  return parts.filter((part) => part !== '').join(' ')
}

/** A list as it stands in the tables: words and quoted phrases, separated by spaces. */
export function listOf(text: string): string[] {
  return [...text.matchAll(/"([^"]+)"|(\S+)/g)].map(([, phrase, word]) => phrase ?? word ?? '')
}

/** A list in the reader's language; where a name is Chinese, people complain in Chinese, whatever the reader's language is. */
export function inScripts(lists: Triple, locale: Locale, names: readonly string[]): string[] {
  const isChinese = names.some((name) => /\p{Script=Han}/u.test(name))
  return [...listOf(lists[PLACE[locale]]), ...(locale === 'en' && isChinese ? listOf(lists[1]) : [])]
}

/** What people type into one field: separated by commas, line breaks or 、. */
export function splitNames(text: string): string[] {
  const each = text.split(/[,，、;；\n]/u).map((word) => word.trim().slice(0, 60))
  return [...new Set(each)].filter((word) => word !== '').slice(0, 20)
}

function anyOf(words: readonly string[], isGroup = words.length > 1): string {
  const written = words.map(quoted).filter((word) => word !== '')
  return written.length > 1 || (isGroup && written.length > 0) ? `(${written.join(' | ')})` : (written[0] ?? '')
}

function quoted(word: string): string {
  const bare = word.replace(/["“”「」『』＂]/gu, '').trim()
  const isPlain = /^[\p{L}\p{N}]+$/u.test(bare) && !/^(?:AND|OR|NOT|與|与|且|或|非)$/.test(bare)
  return bare === '' || isPlain ? bare : `"${bare}"`
}

function lengthOf(word: string): number {
  return LATIN.test(word) ? Math.ceil(word.length / 2) : [...word].length
}

/** Tea Time → TeaTime, as in hashtags. */
function joined(brand: string): string[] {
  return LATIN.test(brand) && brand.includes(' ') ? [brand.replaceAll(' ', '')] : []
}

/** 農夫山泉 → nfsq, as people write whom they do not want to name. */
function initials(brand: string): string[] {
  if (!HAN.test(brand) || [...brand].length < LEAST_INITIALS) return []
  const letters = [...brand].map(initialOf)
  return letters.includes('') ? [] : [letters.join('')]
}

function initialOf(character: string): string {
  const order = new Intl.Collator('zh-Hans-u-co-pinyin')
  return FIRSTS.findLast(([, first]) => order.compare(first, character) <= 0)?.[0] ?? ''
}

/** 青禾酸奶 → 青禾 */
function short(brand: string): string[] {
  return HAN.test(brand) && [...brand].length >= 4 ? [[...brand].slice(0, 2).join('')] : []
}
