/** Which labelled sets teach which question, and how their labels read. Sources and licences: server/models/CARD.md. */
import { EMOTIONS, type Emotion, SENTIMENTS, type Sentiment } from '../server/text/contract.ts'
import type { Family } from '../server/text/features.ts'
import { type Row, readRows } from './train-data.ts'

/** A row as the models learn it: -1 where it teaches nothing of that question. */
export type Example = {
  readonly text: string
  readonly sentiment: number
  readonly emotion: number
  /** labels of this set know no neutral: it teaches only positive against negative */
  readonly polar: boolean
  readonly weight: number
}

type LabelledSet = { readonly name: string; readonly family: Family; readonly polar?: true; readonly weight?: number }

/**
 * Left out for their licence: en_airline (CC BY-NC-SA), CHECKED and DUTIR (academic use only). Left out as test only:
 * ici_election400, hant_probe.
 */
export const SETS: readonly LabelledSet[] = [
  { name: 'smp2020_usual', family: 'zh' },
  { name: 'smp2020_virus', family: 'zh' },
  { name: 'weibo2018', family: 'zh', polar: true },
  { name: 'weibo_senti_2400', family: 'zh', polar: true },
  { name: 'covid7_weibo', family: 'zh', polar: true },
  { name: 'nlpcc2014_emotion', family: 'zh', polar: true },
  { name: 'chnsenticorp', family: 'zh', polar: true },
  { name: 'htl_all', family: 'zh', polar: true },
  { name: 'waimai_10k', family: 'zh', polar: true },
  { name: 'online_shopping', family: 'zh', polar: true },
  { name: 'bdci_car2018', family: 'zh' },
  { name: 'yue_forum', family: 'zh', weight: 2 },
  { name: 'en_tweeteval_sentiment', family: 'en' },
  { name: 'en_tweeteval_emotion', family: 'en', polar: true },
  { name: 'en_brand_sxsw', family: 'en' },
  { name: 'en_brand_sanders', family: 'en' },
  { name: 'en_goemotions', family: 'en' },
]

/** Labels of the sets → ours. Labels that fit none of ours (confusion, desire …) teach no emotion. */
const EMOTION_OF: Readonly<Record<string, Emotion>> = {
  angry: 'anger',
  anger: 'anger',
  annoyance: 'anger',
  disapproval: 'anger',
  fear: 'fear',
  nervousness: 'fear',
  sad: 'sadness',
  sadness: 'sadness',
  sorrow: 'sadness',
  disappointment: 'sadness',
  remorse: 'sadness',
  grief: 'sadness',
  disgust: 'disgust',
  embarrassment: 'disgust',
  surprise: 'surprise',
  happy: 'joy',
  happiness: 'joy',
  like: 'joy',
  joy: 'joy',
  optimism: 'joy',
  gratitude: 'joy',
  delight: 'joy',
  admiration: 'joy',
  amusement: 'joy',
  love: 'joy',
  approval: 'joy',
  excitement: 'joy',
  pride: 'joy',
  relief: 'joy',
  neutral: 'none',
}

export function readExamples(set: LabelledSet, part: 'train' | 'dev'): Example[] {
  return readRows(set.name, part).map((row) => ({
    text: row.text,
    sentiment: row.label === null ? -1 : SENTIMENTS.indexOf(row.label as Sentiment),
    emotion: emotionOf(set.name, row),
    polar: set.polar ?? false,
    weight: set.weight ?? 1,
  }))
}

function emotionOf(set: string, row: Row): number {
  if (set === 'yue_forum') return yueEmotion(row)
  const names = [row.raw].flat().map((raw) => EMOTION_OF[raw] ?? '')
  const first = names.find((name) => name !== 'none') ?? names[0] ?? ''
  const speaks = [
    'smp2020_usual',
    'smp2020_virus',
    'covid7_weibo',
    'nlpcc2014_emotion',
    'en_tweeteval_emotion',
    'en_goemotions',
  ]
  return speaks.includes(set) && names.every((name) => name === first || name === 'none')
    ? EMOTIONS.indexOf(first as Emotion)
    : -1
}

/** Scores of three emotions out of 5: the strongest, where it stands out. */
function yueEmotion({ anger = 0, sorrow = 0, delight = 0 }: Row): number {
  const scores: [Emotion, number][] = [
    ['anger', anger],
    ['sadness', sorrow],
    ['joy', delight],
  ]
  const [first, next] = scores.sort(([, a], [, b]) => b - a)
  const [name, best] = first ?? (['none', 0] as const)
  const second = next?.[1] ?? 0
  if (best === 0) return EMOTIONS.indexOf('none')
  return best > second ? EMOTIONS.indexOf(name) : -1
}

/** A text without Weibo's [emoticons] and without emoji: what a model that learnt only those would fail on. */
export function withoutEmoticons(text: string): string {
  return text.replace(/\[[\p{sc=Han}A-Za-z_]{1,8}\]|\p{Extended_Pictographic}|\uFE0F|\u200D/gu, '')
}
