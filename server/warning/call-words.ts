import { inThree, type Said } from '../access/notice-words.ts'

/** Which other tracks tell the same story, for whoever is called or told of it. @param names at least one */
export const tracksLine = (names: readonly string[]): Said => {
  const list = names.join('、')
  return inThree(`同一事件也見於：${list}`, `同一事件也见于：${list}`, `The same story is also on: ${names.join(', ')}`)
}
