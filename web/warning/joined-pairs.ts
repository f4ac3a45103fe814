/**
 * Pairs of characters that follow one another, as the words that they are parts of: 拉肚 and 肚子 are 拉肚子. What tells stories apart is kept by
 * pairs (server/text/terms.ts), and pairs alone are no words that anybody would say. The order of the first ones stays.
 */
export function joinedPairs(words: readonly string[]): string[] {
  const joined: string[] = []
  const left = [...words]
  for (let word = left.shift(); word !== undefined; word = left.shift()) joined.push(grown(word, left))
  return joined
}

/** @param left the others; those that it grows by are taken out */
function grown(word: string, left: string[]): string {
  if (!HAN.test(word)) return word
  for (;;) {
    const n = left.findIndex(
      (other) => HAN.test(other) && (other.startsWith(word.slice(-1)) || other.endsWith(word.slice(0, 1))),
    )
    if (n < 0) return word
    const [other = ''] = left.splice(n, 1)
    word = other.startsWith(word.slice(-1)) ? word + other.slice(1) : other + word.slice(1)
  }
}

const HAN = /^\p{Script=Han}{2,}$/u
