export type DiffPart = { readonly text: string; readonly kind: 'same' | 'gone' | 'new'; readonly place: number }

/** What changed between two texts, as the piece between what they begin and end with in common. Never through the middle of a character. */
export function diffOf(before: string, after: string): DiffPart[] {
  const [old, now] = [[...before], [...after]]
  const most = Math.min(old.length, now.length)
  let start = 0
  while (start < most && old[start] === now[start]) start++
  let end = 0
  while (end < most - start && old[old.length - 1 - end] === now[now.length - 1 - end]) end++
  const parts = [
    { kind: 'same' as const, text: now.slice(0, start).join('') },
    { kind: 'gone' as const, text: old.slice(start, old.length - end).join('') },
    { kind: 'new' as const, text: now.slice(start, now.length - end).join('') },
    { kind: 'same' as const, text: now.slice(now.length - end).join('') },
  ]
  return parts.map((part, place) => ({ ...part, place })).filter(({ text }) => text !== '')
}
