import { isNothing } from './bad-value.ts'

const DIGITS: Readonly<Record<string, number>> = { 一: 1, 二: 2, 两: 2, 兩: 2, 三: 3, 四: 4, 五: 5 }
/** The three words by which Taobao's buyers judge. */
const WORDS: Readonly<Record<string, number>> = { 差评: 1, 差評: 1, 中评: 3, 中評: 3, 好评: 5, 好評: 5 }

/**
 * Stars 1..5: `5`, `4.0`, `1星`, `一星`, `★★☆☆☆`, `2/5`, `4.5 out of 5`, `差评`. Half ones are rounded. undefined where none are said, and
 * where the scale is another one (85 of 100): a guess would turn praise into complaint.
 */
export function readStars(value: unknown): number | undefined {
  if (isNothing(value)) return undefined
  const text = String(value).normalize('NFKC').trim().toLowerCase()
  const drawn = /^(★*|⭐*)☆*$/u.exec(text)
  if (drawn) return within([...(drawn[1] ?? '')].length)
  const [, word = ''] = /^([一二两兩三四五])\s*(?:颗|顆)?星/.exec(text) ?? []
  if (word !== '') return DIGITS[word]
  const of = /^(\d(?:\.\d+)?)\s*(?:\/|out of)\s*5(?:\.0)?(?:\s*stars?)?$/.exec(text)
  const plain = /^(?:star)?(\d(?:\.\d+)?)\s*(?:stars?|(?:颗|顆)?星|分)?$/.exec(text)
  const digits = (of ?? plain)?.[1]
  return digits === undefined ? WORDS[text.slice(0, 2)] : within(Math.round(Number(digits)))
}

function within(stars: number): number | undefined {
  return stars >= 1 && stars <= 5 ? stars : undefined
}
