import { useEffect, useRef } from 'react'
import { SENTIMENT_NAMES } from '../../server/monitoring/schema.ts'

type Acts = { readonly give: (sentiment: (typeof SENTIMENT_NAMES)[number]) => void; readonly takeBack: () => void }

/** One key a verdict, except while somebody writes. */
export function useVerdictKeys(isOn: boolean, acts: Acts): void {
  const newest = useRef(acts)
  newest.current = acts
  useEffect(() => {
    if (!isOn) return
    const press = (event: KeyboardEvent) => {
      const at = event.target as HTMLElement
      const isWriting = /^(?:INPUT|TEXTAREA|SELECT)$/.test(at.tagName) || at.isContentEditable
      if (isWriting || event.ctrlKey || event.metaKey || event.altKey) return
      const sentiment = SENTIMENT_NAMES[Number(event.key) - 1]
      if (sentiment) newest.current.give(sentiment)
      else if (event.key === '0') newest.current.takeBack()
      else return
      event.preventDefault()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [isOn])
}
