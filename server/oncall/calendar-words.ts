import { inThree, type Said } from '../access/notice-words.ts'

export const ownCalendar = inThree('我的值班', '我的值班', 'My on-call shifts')
/** In place of the name of a roster that was given up. */
export const goneRoster = inThree('已停用的值班表', '已停用的值班表', 'A roster that was given up')

/** @param what the roster in a calendar of one's own, the person in that of a roster @param insteadOf a name; '' where nobody stands in */
export const shiftLine = (what: string, insteadOf: string): Said =>
  insteadOf === ''
    ? inThree(`值班：${what}`, `值班：${what}`, `On call: ${what}`)
    : inThree(
        `值班：${what}（代 ${insteadOf}）`,
        `值班：${what}（代 ${insteadOf}）`,
        `On call: ${what} (for ${insteadOf})`,
      )
