import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readModels } from '../monitoring/judges.ts'
import { LANGUAGES, type Language } from './contract.ts'
import { createFold, emptyFolded, foldText } from './fold.ts'
import { cantoneseMarks, languageOf } from './language.ts'

const fold = createFold(readModels().fold)
const marks = cantoneseMarks()

const TEXTS: [string, Language][] = [
  ['這家店的服務態度很好', 'zh-Hant'],
  ['「發布會」今天下午三點', 'zh-Hant'],
  ['这家店的服务态度很好', 'zh-Hans'],
  ['今天天气不好', 'zh-Hans'],
  ['iPhone 15 Pro Max 太贵了', 'zh-Hans'],
  ['呢間嘢食好難食，以後唔會再嚟', 'yue'],
  ['佢哋啲服務態度真係好差', 'yue'],
  ['The product launches at 3 pm today', 'en'],
  ['Refund now!', 'en'],
  ["I've been waiting for three weeks, see https://example.com/de/la/les/el", 'en'],
  ['Bonjour, le produit est disponible dans les magasins', 'other'],
  ['Das Produkt ist nicht mehr erhältlich und die Firma schweigt', 'other'],
  ['Saya tidak akan membeli produk ini untuk keluarga', 'other'],
  ['とても美味しいです。ありがとうございました', 'other'],
  ['이 제품은 정말 별로예요', 'other'],
  ['Компания отозвала продукт', 'other'],
  ['สินค้านี้แย่มาก', 'other'],
  ['', 'other'],
  ['12345 !!! 😡', 'other'],
  ['\ud800\udfff\udc00', 'other'],
]
for (const [text, wanted] of TEXTS) {
  test(`${text.slice(0, 24) || 'nothing'} is ${wanted}`, () => {
    const folded = emptyFolded()
    foldText(fold, fold.fuzzy, text, folded)
    assert.equal(LANGUAGES[languageOf(fold, marks, text, folded)], wanted)
  })
}
