import { useEffect, useRef } from 'react'

type Acts = {
  readonly move: (by: number) => void
  readonly open: () => void
  readonly close: () => void
  readonly search: () => void
  readonly top: () => void
  readonly help: () => void
}

const KEYS: Readonly<Record<string, (acts: Acts) => void>> = {
  j: ({ move }) => move(1),
  k: ({ move }) => move(-1),
  o: ({ open }) => open(),
  Enter: ({ open }) => open(),
  Escape: ({ close }) => close(),
  '/': ({ search }) => search(),
  g: ({ top }) => top(),
  '?': ({ help }) => help(),
}

/** Keys of the stream, except while somebody writes or a control has the focus that wants the key itself. */
export function useStreamKeys(isOn: boolean, acts: Acts): void {
  const newest = useRef(acts)
  newest.current = acts
  useEffect(() => {
    if (!isOn) return
    const press = (event: KeyboardEvent) => {
      const at = event.target as HTMLElement
      const isWriting = /^(?:INPUT|TEXTAREA|SELECT)$/.test(at.tagName) || at.isContentEditable
      const isOwn = event.key === 'Enter' && /^(?:BUTTON|A)$/.test(at.tagName)
      if (isWriting || isOwn || event.ctrlKey || event.metaKey || event.altKey) return
      const act = KEYS[event.key]
      if (!act) return
      event.preventDefault()
      act(newest.current)
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [isOn])
}
