import { useWords } from '../ui/LocaleProvider.tsx'
import { Tag } from '../ui/Pieces.tsx'
import { STAR_WORDS } from './star-words.ts'

const MOST_LOW = 2

/** What a reviewer gave, beside what the model made of the words: neither changes the other. */
export function StarTag({ stars }: { readonly stars: number }) {
  const words = useWords(STAR_WORDS)
  const isLow = stars <= MOST_LOW
  return (
    <Tag kind={isLow ? 'warn' : 'plain'} title={words.lowNote}>
      <span aria-hidden="true">{'★'.repeat(stars)}</span> {isLow ? words.low({ n: stars }) : words.stars({ n: stars })}
    </Tag>
  )
}
