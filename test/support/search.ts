import fc from 'fast-check'

/** Made of few pieces, so that words, their parts and near misses meet often: both scripts, width, case, signs, digits, rare characters. */
const PIECES = [
  '退款',
  '退貨',
  '退货',
  '退',
  '款',
  '客服',
  '客服態度',
  '态度',
  '很差',
  '差',
  '廣告',
  '广告',
  '过期',
  '路過，期待',
  '過',
  '期',
  'mac',
  'Macau',
  'ＭＡＣ',
  'iPhone',
  'iphone15',
  '15',
  '315',
  'a',
  'é',
  'customer service',
  'customer-service',
  'C++',
  '，',
  '。',
  ' ',
  '*',
  '!!!!!!!!!!',
  '😡',
  '\u200b',
  '\n',
  '#',
  '𠮷',
  '𝐌𝐀𝐂',
  'ア',
  '한국',
  '㎏',
]
const WORDS = [
  '退款',
  '退貨',
  '退',
  '款',
  '客服態度',
  '客服',
  '態度很差',
  '很差',
  '广告',
  '過期',
  '期',
  'mac',
  'macau',
  'iphone',
  'iphone15',
  '15',
  '315',
  '"customer service"',
  'customer',
  '=退貨',
  '="C++"',
  '=mac',
  '="a"',
  '退款客服',
  '退款mac',
  '3C',
  '𠮷',
  'ア',
  '한국',
  '"退 款"',
  'kg',
  '="!!"',
  '用15',
]

export const textArbitrary: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...PIECES), { minLength: 0, maxLength: 8 })
  .map((pieces) => pieces.join(''))

/** Expressions that can be read: what is excluded never stands alone. */
export const expressionArbitrary: fc.Arbitrary<string> = fc.letrec<{
  any: string
  word: string
  joined: string
  without: string
}>((tie) => ({
  word: fc.constantFrom(...WORDS),
  joined: fc
    .tuple(fc.array(tie('any'), { minLength: 2, maxLength: 3 }), fc.constantFrom(' ', ' | '))
    .map(([parts, sign]) => `(${parts.join(sign)})`),
  without: fc.tuple(tie('any'), tie('word')).map(([some, not]) => `(${some} -${not})`),
  any: fc.oneof({ maxDepth: 3, withCrossShrink: true }, tie('word'), tie('joined'), tie('without')),
})).any
