import { useContext, useMemo } from 'react'
import { highlight } from './highlight.ts'
import { inSight, MarksContext, marksIn } from './search-marks.ts'

/** A text in which what is looked for is marked. @param isWhole otherwise it may begin where the first match is */
export function Marked({ text, isWhole = false }: { readonly text: string; readonly isWhole?: boolean }) {
  const patterns = useContext(MarksContext)
  const shown = useMemo(() => {
    const marks = marksIn(text, patterns)
    return isWhole ? { text, marks } : inSight(text, marks)
  }, [text, patterns, isWhole])
  if (shown.marks.length === 0) return text
  return highlight(shown.text, shown.marks).map(({ text: piece, isMarked, start }) =>
    isMarked ? <mark key={start}>{piece}</mark> : <span key={start}>{piece}</span>,
  )
}
