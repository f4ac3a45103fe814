import { createContext, type ReactNode, useContext, useState } from 'react'
import { type Bell, makeBell } from './sound.ts'

const BellContext = createContext<Bell | undefined>(undefined)

/** One bell for the page: a browser allows sound to the one AudioContext that has met a gesture. */
export function BellProvider({ children }: { readonly children: ReactNode }) {
  const [bell] = useState(makeBell)
  return <BellContext value={bell}>{children}</BellContext>
}

export function useBell(): Bell {
  const bell = useContext(BellContext)
  if (!bell) throw new Error('useBell outside BellProvider')
  return bell
}
