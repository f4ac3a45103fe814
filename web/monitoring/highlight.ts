export type Piece = { readonly text: string; readonly isMarked: boolean; readonly start: number }
type Span = { readonly start: number; readonly end: number }

/** Cuts a text at the words that matched. Overlapping and touching places become one; places outside the text are passed over. */
export function highlight(text: string, spans: readonly Span[]): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const { start, end } of merge(spans, text.length)) {
    if (start > at) pieces.push({ text: text.slice(at, start), isMarked: false, start: at })
    pieces.push({ text: text.slice(start, end), isMarked: true, start })
    at = end
  }
  if (at < text.length) pieces.push({ text: text.slice(at), isMarked: false, start: at })
  return pieces
}

function merge(spans: readonly Span[], length: number): Span[] {
  const merged: { start: number; end: number }[] = []
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1)
    if (start < 0 || end > length || end <= start) continue
    if (last && start <= last.end) last.end = Math.max(last.end, end)
    else merged.push({ start, end })
  }
  return merged
}
