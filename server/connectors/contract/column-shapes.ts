import { BadValue } from './bad-value.ts'
import type { MappedField } from './column-words.ts'
import { readCount } from './counts.ts'
import { readVerified } from './layout.ts'
import { platformOf } from './platforms.ts'
import { readStars } from './stars.ts'
import { createTimeReader, dateOrderOf, yearFirst } from './times.ts'
import { createZone } from './zone.ts'

/** `fits`: share of the values that the field could take, 0..1. `alone`: how sure the values alone make it. */
export type Shape = { readonly fits: number; readonly alone: number; readonly because: string }

/** Whether the values of a column can be those of a field; values are those that are there at all, at least one. */
export function shapeOf(field: MappedField, values: readonly unknown[]): Shape {
  return SHAPES[field](values.map((value) => String(value).trim()))
}

const counts = (texts: readonly string[]): Shape => ({ fits: share(texts, isCount), alone: 0, because: 'counts' })
const ids = (texts: readonly string[]): Shape => ({ fits: share(texts, isIdText), alone: 0, because: 'ids' })
const times = (texts: readonly string[]): Shape => {
  // Which moment it is does not matter here, so neither do zone and clock.
  const read = createTimeReader(createZone('UTC'), new Date('2100-01-01T00:00:00Z'))
  // A column whose dates could all be read in two ways is one of times still.
  const order = dateOrderOf(texts) ?? 'day-first'
  const fits = share(texts, (text) => succeeds(() => read(yearFirst(text, order), new Date('2026-01-02T00:00:00Z'))))
  return { fits, alone: 0, because: 'times' }
}
const shortTexts = (texts: readonly string[]): Shape => ({
  fits: share(texts, (text) => text.length <= 60 && !/^https?:/.test(text)),
  alone: 0,
  because: 'short texts',
})

const SHAPES: Readonly<Record<MappedField, (texts: readonly string[]) => Shape>> = {
  externalId: idShape,
  text: (texts) => {
    const long = share(texts, (text) => text.length >= 20 && !/^\S*:\/\/\S*$/.test(text))
    return { fits: share(texts, isWords), alone: long > 0.6 ? 0.5 : 0, because: 'long texts' }
  },
  title: (texts) => ({
    fits: share(texts, (text) => isWords(text) && text.length <= 1000),
    alone: 0,
    because: 'texts',
  }),
  postedAt: (texts) => {
    const shape = times(texts)
    return { ...shape, alone: shape.fits === 1 && share(texts, isDateText) === 1 ? 0.6 : 0 }
  },
  url: (texts) => {
    const fits = share(texts, (text) => /^(?:https?:)?\/\/\S+$/.test(text))
    return { fits, alone: fits === 1 ? 0.45 : 0, because: 'addresses' }
  },
  platform: (texts) => {
    const known = share(texts, (text) => platformOf(text) !== undefined)
    return { fits: Math.max(0.5, known), alone: 0, because: 'names of platforms' }
  },
  'author/externalId': ids,
  'author/name': shortTexts,
  'author/followers': counts,
  'author/isVerified': (texts) => ({
    fits: share(texts, (text) => readVerified(text) !== undefined),
    alone: 0,
    because: 'yes or no',
  }),
  'author/region': shortTexts,
  reposts: counts,
  comments: counts,
  likes: counts,
  stars: (texts) => ({
    fits: share(texts, (text) => readStars(text) !== undefined),
    alone: 0,
    because: 'stars',
  }),
  about: shortTexts,
  further: (texts) => ({ fits: share(texts, (text) => text.length <= 2000), alone: 0, because: 'texts' }),
  parentExternalId: ids,
  rootExternalId: ids,
  crawledAt: times,
}

/** 1, 2, 3 … is the number of the row in this export, and another post in the next. */
function idShape(texts: readonly string[]): Shape {
  const numbers = texts.map(Number)
  const isCounted =
    texts.length > 0 && numbers.every((number, index) => number === (numbers[0] ?? 0) + index && number < 1e7)
  const isUnique = new Set(texts).size === texts.length
  return { fits: isCounted || !isUnique ? 0 : share(texts, isIdText), alone: 0, because: 'ids, each once' }
}

const isIdText = (text: string): boolean => /^\S{1,200}$/.test(text)
const isDateText = (text: string): boolean =>
  /^(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}|\d{1,2}([-/.])\d{1,2}\1\d{4}|\d{1,2}[\s-][a-z]{3,9}[\s-]\d{4})/i.test(text)

const isWords = (text: string): boolean => !/^[\d.,:\s-]+$/.test(text)
const isCount = (text: string): boolean => succeeds(() => readCount(text))

function succeeds(read: () => unknown): boolean {
  try {
    return read() !== undefined
  } catch (error) {
    if (error instanceof BadValue) return false
    throw error
  }
}

function share<T>(values: readonly T[], fits: (value: T) => boolean): number {
  return values.length === 0 ? 0 : values.filter(fits).length / values.length
}
