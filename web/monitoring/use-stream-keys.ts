import { useKeys } from '../ui/use-keys.ts'

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
  useKeys(isOn, ({ key, target }) => {
    const isOwn = key === 'Enter' && /^(?:BUTTON|A)$/.test((target as HTMLElement).tagName)
    const act = isOwn ? undefined : KEYS[key]
    act?.(acts)
    return act !== undefined
  })
}
