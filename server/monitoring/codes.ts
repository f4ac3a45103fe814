import { EMOTION_NAMES, LANGUAGE_NAMES, PLATFORMS, POST_KINDS, SENTIMENT_NAMES } from './schema.ts'

/** The track that counts every post of an organisation, whatever it matches. Never a real track's id. */
export const EVERYTHING = '00000000-0000-0000-0000-000000000000'

export type Platform = (typeof PLATFORMS)[number]
export type PostKind = (typeof POST_KINDS)[number]
export type SentimentName = (typeof SENTIMENT_NAMES)[number]
export type EmotionName = (typeof EMOTION_NAMES)[number]
export type LanguageName = (typeof LANGUAGE_NAMES)[number]

/** Position in PLATFORMS, as stored. Lists of codes only ever grow at their end. */
export const platformCode = (name: Platform): number => PLATFORMS.indexOf(name)
export const kindCode = (name: PostKind): number => POST_KINDS.indexOf(name)
export const sentimentCode = (name: SentimentName): number => SENTIMENT_NAMES.indexOf(name)
export const emotionCode = (name: EmotionName): number => EMOTION_NAMES.indexOf(name)

/** A code that a newer version wrote is shown as the list's most general member. */
export const platformName = (code: number): Platform => PLATFORMS[code] ?? 'other'
export const kindName = (code: number): PostKind => POST_KINDS[code] ?? 'post'
export const emotionName = (code: number): EmotionName => EMOTION_NAMES[code] ?? 'none'
export const languageName = (code: number): LanguageName => LANGUAGE_NAMES[code] ?? 'other'
export const sentimentName = (code: number | null): SentimentName | null =>
  code === null ? null : (SENTIMENT_NAMES[code] ?? null)

export const NEGATIVE = 0
export const NEUTRAL = 1
export const POSITIVE = 2
export const COMMENT = 1
export const REPOST = 2
/** probabilities are stored in ten-thousandths */
export const PROBABILITY_UNIT = 10_000
