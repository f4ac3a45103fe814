/** A clock by its name; one that an operator has added keeps its key. */
export function clockName(words: Readonly<Record<string, unknown>>, key: string): string {
  const name = words[`clock_${key}`]
  return typeof name === 'string' ? name : key
}
