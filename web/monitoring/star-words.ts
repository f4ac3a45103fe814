import { defineWords } from '../ui/words.ts'

export const STAR_WORDS = defineWords({
  stars: ['評價 {n} 星', '评价 {n} 星', 'review of {n} [n:star|stars]'],
  low: ['評價 {n} 星，視作投訴', '评价 {n} 星，视作投诉', 'review of {n} [n:star|stars]: a complaint'],
  lowNote: [
    '文字的情感由模型判斷，星級由作者給出；一、二星的評價即使文字中性，也是投訴。',
    '文字的情感由模型判断，星级由作者给出；一、二星的评价即使文字中性，也是投诉。',
    'The sentiment is made of the words, the stars are what the author gave: one or two of them are a complaint even where the words are neutral.',
  ],
})
