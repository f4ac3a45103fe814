import { useWords } from '../ui/LocaleProvider.tsx'
import { Tag } from '../ui/Pieces.tsx'
import { WARNING_WORDS } from './words.ts'

/** 1 major, 2 moderate, 3 minor: colour, number and word together. */
export function LevelTag({ level }: { readonly level: number }) {
  const words = useWords(WARNING_WORDS)
  const text = level === 1 ? words.level1 : level === 2 ? words.level2 : words.level3
  return <Tag kind={`level${level}`}>{text}</Tag>
}
