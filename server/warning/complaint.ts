/** A shorter text says too little to stand for others. */
const LEAST_LENGTH = 6

/**
 * The text that is most like all the others, as their typical one: the highest mean similarity (cosine of the counts of character
 * pairs), so that it works for Chinese without a dictionary of words. The same texts give the same answer in any order.
 * @returns its id; undefined where no text is long enough
 */
export function mostTypical(texts: readonly { readonly id: string; readonly text: string }[]): string | undefined {
  const vectors = texts
    .map(({ id, text }) => ({ id, text: text.replace(/https?:\/\/\S+|[@#]\S+|\s+/gu, '') }))
    .filter(({ text }) => [...text].length >= LEAST_LENGTH)
    .map(({ id, text }) => ({ id, pairs: unitPairs(text) }))
  // The sum of all unit vectors once: its product with one of them is the sum of that one's similarities to all.
  const sum = new Map<string, number>()
  for (const { pairs } of vectors) for (const [pair, share] of pairs) sum.set(pair, (sum.get(pair) ?? 0) + share)
  const ranked = vectors
    .map(({ id, pairs }) => ({
      id,
      likeness: [...pairs].reduce((total, [pair, share]) => total + share * (sum.get(pair) ?? 0), 0),
    }))
    // Rounded, because the order of adding must not decide.
    .map(({ id, likeness }) => ({ id, likeness: Math.round(likeness * 1e6) }))
    .sort((a, b) => b.likeness - a.likeness || (a.id < b.id ? -1 : 1))
  return ranked[0]?.id
}

function unitPairs(text: string): Map<string, number> {
  const letters = [...text.toLowerCase()]
  const counts = new Map<string, number>()
  for (let at = 1; at < letters.length; at++) {
    const pair = `${letters[at - 1]}${letters[at]}`
    counts.set(pair, (counts.get(pair) ?? 0) + 1)
  }
  const length = Math.hypot(...counts.values())
  return new Map([...counts].map(([pair, count]) => [pair, count / length]))
}
