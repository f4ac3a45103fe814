/** Makes the tables of server/text/fold.ts from Unicode (as this Node knows it) and OpenCC (Apache-2.0). Called by scripts/train.ts. */
import { KINDS } from '../server/text/fold.ts'
import { writeModelFile } from '../server/text/model-file.ts'
import { readPairs } from './train-data.ts'

const WIDE = 0xffff
/**
 * Second choices of OpenCC that we take as the first: one spelling in common use is written both ways, and a search must find
 * both (回覆/回复, 藉口/借口, 睡著/睡着, 明瞭/明了).
 */
const ALSO_ONE = [
  '覆复',
  '藉借',
  '著着',
  '瞭了',
  '彷仿',
  '彿佛',
  '蘋苹',
  '乾干',
  '於于',
  '徵征',
  '喫吃',
  '噁恶',
  '妳你',
  '祂他',
  '佈布',
  '煳糊',
  '台台',
  '臺台',
  '裏里',
  '裡里',
  '綫线',
  '錶表',
  '份份',
]

export function makeFold(version: string): Uint8Array {
  const simplified = readSimplified()
  const plain = new Map<number, number[]>()
  const fuzzy = new Map<number, number[]>()
  for (let point = 0; point <= 0x1ffff; point++) {
    if (point >= 0xd800 && point <= 0xdfff) continue
    const char = String.fromCodePoint(point)
    // The private area holds our mark WIDE's neighbours and nothing that people write.
    if (/\p{Co}|\p{Cn}/u.test(char)) continue
    const plainTo = units(widthAndCase(char))
    const fuzzyTo = units(
      withoutAccents(plainTo)
        .map((c) => simplified.get(c) ?? c)
        .join(''),
    )
    if (!same(plainTo, units(char))) plain.set(point, plainTo)
    if (!same(fuzzyTo, units(char))) fuzzy.set(point, fuzzyTo)
  }
  for (const [from, to] of simplified) {
    const point = from.codePointAt(0) ?? 0
    if (point > 0x1ffff) fuzzy.set(point, units(to))
  }
  return pack(version, plain, fuzzy)
}

/** NFKC of a sign may be several with a space among them (´ → space + accent): such stay as they are. */
function widthAndCase(char: string): string {
  const wide = char.normalize('NFKC').toLowerCase()
  if (/[\n\r\u2028\u2029]/u.test(char)) return '\n'
  if (/\s/u.test(char)) return ' '
  return /[\s\p{M}]/u.test(wide) ? char : wide
}

function withoutAccents(folded: readonly number[]): string[] {
  const text = String.fromCharCode(...folded)
  const bare = text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
  // Only where an accent is decoration: が without its mark would be another letter.
  return [...(/[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}]/u.test(bare) ? bare : text)]
}

function readSimplified(): Map<string, string> {
  const first = new Map(readPairs('opencc_TSCharacters.tsv.gz').map(([from, to]) => [from, to.split(' ')[0] ?? from]))
  for (const pair of ALSO_ONE) {
    const [from = '', to = ''] = pair
    if (from !== to) first.set(from, to)
  }
  for (const file of ['opencc_TWVariants.tsv.gz', 'opencc_HKVariants.tsv.gz']) {
    for (const [standard, variants] of readPairs(file)) {
      for (const variant of variants.split(' ')) {
        const to = first.get(standard)
        if (to !== undefined && !first.has(variant) && variant !== to) first.set(variant, to)
      }
    }
  }
  for (const [from, to] of first) {
    const further = first.get(to)
    if (further !== undefined && further !== from) first.set(from, further)
    if (from === to) first.delete(from)
  }
  return first
}

/** Characters that Traditional script writes otherwise in every sense (们 → 們; not 后, which both have). */
function simplifiedOnly(): number[] {
  return readPairs('opencc_STCharacters.tsv.gz')
    .filter(([from, to]) => from.length === 1 && !to.split(' ').includes(from))
    .map(([from]) => from.charCodeAt(0))
}

function pack(version: string, plain: Map<number, number[]>, fuzzy: Map<number, number[]>): Uint8Array {
  const inBasic = (map: Map<number, number[]>) => [...map].filter(([point]) => point < 0xffff).sort(([a], [b]) => a - b)
  const column = (map: Map<number, number[]>) => {
    const rows = inBasic(map)
    return {
      from: Uint16Array.from(rows, ([point]) => point),
      to: Uint16Array.from(rows, ([, to]) => (to.length === 1 ? (to[0] ?? 0) : WIDE)),
    }
  }
  // A character that becomes several does so alike in both tables, but for accents and script, which such characters lack.
  const wide = [...new Map([...plain, ...fuzzy])]
    .filter(([point, to]) => point > 0xffff || to.length !== 1)
    .sort(([a], [b]) => a - b)
  const kinds = kindRuns()
  return writeModelFile(version, {
    'plain.from': column(plain).from,
    'plain.to': column(plain).to,
    'fuzzy.from': column(fuzzy).from,
    'fuzzy.to': column(fuzzy).to,
    'kind.start': Uint16Array.from(kinds, ([start]) => start),
    'kind.value': Uint8Array.from(kinds, ([, kind]) => kind),
    'wide.from': Uint32Array.from(wide, ([point]) => point),
    'wide.length': Uint8Array.from(wide, ([, to]) => to.length),
    'wide.to': Uint16Array.from(wide.flatMap(([, to]) => to)),
    simplified: Uint16Array.from(simplifiedOnly()),
  })
}

function kindRuns(): [number, number][] {
  const runs: [number, number][] = []
  for (let unit = 0; unit <= 0xffff; unit++) {
    const kind = kindOf(unit)
    if (runs.at(-1)?.[1] !== kind) runs.push([unit, kind])
  }
  return runs
}

function kindOf(unit: number): number {
  if (unit === WIDE) return KINDS.sign
  // A lead surrogate tells the plane: 0xD840 and up are Han, 0xD83C–0xD83E emoji; trail surrogates follow their lead's fate as signs.
  if (unit >= 0xd840 && unit <= 0xd8ff) return KINDS.han
  if (unit >= 0xd800 && unit <= 0xdfff) return KINDS.sign
  const char = String.fromCharCode(unit)
  if (/[\n\r。！？；，!?;,\u2028\u2029]/u.test(char)) return KINDS.stop
  if (/\s/u.test(char)) return KINDS.sign
  if (/\p{Cf}|\p{Cc}|\p{Mn}|\p{Me}/u.test(char)) return KINDS.gone
  if (
    /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}\p{sc=Thai}ー]/u.test(char) &&
    /[\p{L}\p{N}]/u.test(char)
  )
    return KINDS.han
  if (/\p{Nd}/u.test(char)) return KINDS.digit
  if (/[\p{L}\p{N}\p{Mc}]/u.test(char)) return KINDS.letter
  return KINDS.sign
}

function units(text: string): number[] {
  return Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))
}

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((unit, i) => unit === b[i])
}
