import { createContext, type ReactNode, useContext, useLayoutEffect, useMemo, useState } from 'react'
import { useMedia } from './hooks.ts'
import { applyPalette, DARK, LIGHT, type Palette } from './theme.ts'

type Mode = { readonly palette: Palette; readonly isDark: boolean; readonly forceDark: (on: boolean) => void }

const ModeContext = createContext<Mode>({ palette: LIGHT, isDark: false, forceDark: () => {} })

/** Light or dark as the reader's system is set; a wall screen asks for dark. Paper is always light. */
export function ColourMode({ children }: { readonly children: ReactNode }) {
  const prefersDark = useMedia('(prefers-color-scheme: dark)')
  const [isForced, forceDark] = useState(false)
  const isPrinting = useMedia('print')
  const isDark = (prefersDark || isForced) && !isPrinting
  const palette = isDark ? DARK : LIGHT
  useLayoutEffect(() => applyPalette(palette), [palette])
  const mode = useMemo(() => ({ palette, isDark, forceDark }), [palette, isDark])
  return <ModeContext value={mode}>{children}</ModeContext>
}

export function useColours(): Mode {
  return useContext(ModeContext)
}
