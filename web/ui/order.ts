/** The same list with two places exchanged; as it was where there is no such place. */
export function swapped<T>(list: readonly T[], one: number, other: number): T[] {
  const [first, second] = [list[one], list[other]]
  if (first === undefined || second === undefined) return [...list]
  return list.with(one, second).with(other, first)
}
