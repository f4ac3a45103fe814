import { inThree, listed, type Said } from '../access/notice-words.ts'

/** Which other tracks tell the same story, for whoever is called or told of it. @param names at least one */
export const tracksLine = (names: readonly string[]): Said => {
  const list = listed(names)
  return (locale) =>
    inThree('同一事件也見於：', '同一事件也见于：', 'The same story is also on: ')(locale) + list(locale)
}
