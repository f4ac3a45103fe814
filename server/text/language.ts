import { LANGUAGES, type Language } from './contract.ts'
import { urlEnd } from './features.ts'
import { type Fold, type Folded, KINDS } from './fold.ts'

/** Characters that written Cantonese needs and Mandarin hardly uses, in Simplified form as texts are folded. */
const CANTONESE = '嘅咗唔喺冇嚟哋啲佢睇咁嘢乜嗰攞畀噉瞓嗌嘥搵谂揾惗瞓嘈冧掂攰嗮咩啫㗎噃喎嘞咧孭揸餸'
const CANTONESE_STRONG = '嘅咗唔喺嚟哋啲嘢嗰攞噉瞓嗌嘥㗎'
/** The commonest English words: a Latin text of any length that has none of them is another language. */
const ENGLISH = new Set(
  (
    'the and to of is in it you that for on was with are be this have not my at so but just me we they your all can what do if like ' +
    'get been waiting see by as would were there which his her he she them its than then more some any only because still after before over our us ' +
    "get no up out an from or how when good new day am will has had been who about love great now time it's i'm don't"
  ).split(' '),
)
const FOREIGN = new Set(
  (
    'de la le les el los las que und der die das nicht ist ich et est pour dans une un en por para con no es una il che di non per ' +
    'yang dan untuk tidak saya kami ini itu di ke akan bir ve bu için não com uma os na nie jest się na że är och det att van het een'
  ).split(' '),
)
const CODE = Object.fromEntries(LANGUAGES.map((language, i) => [language, i])) as Record<Language, number>

export type Letters = { cantonese: Uint8Array }

/** Made once: which units speak for Cantonese, 2 for those that hardly anything else explains. */
export function cantoneseMarks(): Uint8Array {
  const marks = new Uint8Array(65536)
  for (const char of CANTONESE) marks[char.charCodeAt(0)] = 1
  for (const char of CANTONESE_STRONG) marks[char.charCodeAt(0)] = 2
  return marks
}

/**
 * The language of a text, as an index into LANGUAGES. A text of Chinese with foreign names is Chinese; one with neither a Traditional
 * nor a Simplified character (今天天气 has one, 今天 has none) counts as Simplified, as most such posts are.
 * @param folded the text folded by `fold.fuzzy`, whose characters lie at `folded.at` of `text`
 */
export function languageOf(fold: Fold, marks: Uint8Array, text: string, folded: Folded): number {
  const { units, at, length } = folded
  let [han, kana, hangul, latin, others] = [0, 0, 0, 0, 0]
  let [traditional, simplified, cantonese] = [0, 0, 0]
  for (let i = 0; i < length; i++) {
    const unit = units[i] as number
    const kind = fold.kind[unit] as number
    if (kind === KINDS.han) {
      if (unit >= 0x3040 && unit <= 0x30ff) kana++
      else if (unit >= 0xac00 || (unit >= 0x1100 && unit < 0x1200)) hangul++
      else if (unit < 0x2e80) others++
      else {
        han++
        const original = text.charCodeAt(at[i] as number)
        if (original !== unit) traditional++
        else if (fold.simplifiedOnly[unit] === 1) simplified++
        cantonese += marks[unit] as number
      }
    } else if (kind === KINDS.letter) {
      const end = unit === 104 ? urlEnd(units, length, i) : i
      if (end > i) i = end - 1
      else if (unit < 0x250) latin++
      else others++
    }
  }
  if (han > 0 && han * 6 >= latin && kana * 3 < han && hangul < han && others < han) {
    if (cantonese >= 2 && cantonese * 40 >= han) return CODE.yue
    return traditional > simplified ? CODE['zh-Hant'] : CODE['zh-Hans']
  }
  if (latin < 2 || others > latin || kana + hangul > latin) return CODE.other
  return isEnglish(folded) ? CODE.en : CODE.other
}

/** English unless another language's little words outnumber its own, or a longer text has none of them. */
function isEnglish({ units, length }: Folded): boolean {
  const text = String.fromCharCode(...units.subarray(0, Math.min(length, 400)))
    .replace(/https?:\S*/g, ' ')
    .replaceAll('’', "'")
  const words = text.match(/[a-z']+/g) ?? []
  let [english, foreign] = [0, 0]
  for (const word of words) {
    if (ENGLISH.has(word)) english++
    else if (FOREIGN.has(word)) foreign++
  }
  return english > 0 ? english >= foreign : foreign === 0 && words.length < 12
}
