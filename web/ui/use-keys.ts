import { useEffect, useRef } from 'react'

/**
 * Single keys for the whole page, except while somebody writes or holds Ctrl, Meta or Alt.
 * @param press acts on a key; true: it was one of ours, nothing else happens by it
 */
export function useKeys(isOn: boolean, press: (event: KeyboardEvent) => boolean): void {
  const newest = useRef(press)
  newest.current = press
  useEffect(() => {
    if (!isOn) return
    const heard = (event: KeyboardEvent) => {
      const at = event.target as HTMLElement
      const isWriting = /^(?:INPUT|TEXTAREA|SELECT)$/.test(at.tagName) || at.isContentEditable
      if (isWriting || event.ctrlKey || event.metaKey || event.altKey) return
      if (newest.current(event)) event.preventDefault()
    }
    addEventListener('keydown', heard)
    return () => removeEventListener('keydown', heard)
  }, [isOn])
}
