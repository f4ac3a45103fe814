import { Link } from 'react-router'
import type { PostCard, PostPage } from '../../server/monitoring/schema.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section, Tag } from '../ui/Pieces.tsx'
import { LEXICON_WORDS } from './lexicon-words.ts'
import { useLexicons } from './use-lexicons.ts'

/** The categories of sensitive words that a post holds; nothing where it holds none. */
export function LexiconTags({ lexicons = [] }: { readonly lexicons: PostCard['lexicons'] | undefined }) {
  const words = useWords(LEXICON_WORDS)
  const known = useLexicons(lexicons.length > 0).data
  return lexicons.map(({ id, weight, words: held }) => (
    <Tag key={id} kind={weight >= 4 ? 'warn' : 'plain'} title={words.hitTitle({ words: held.join(' · ') })}>
      {known?.find((each) => each.id === id)?.name ?? words.hitsOf}
    </Tag>
  ))
}

/** On the page of a post: which words of which list, by the version that was in force. */
export function LexiconHits({ page }: { readonly page: PostPage }) {
  const words = useWords(LEXICON_WORDS)
  if (page.lexicons.length === 0) return null
  return (
    <Section title={words.hitsOf}>
      <LexiconLines page={page} />
    </Section>
  )
}

export function LexiconLines({ page }: { readonly page: PostPage }) {
  const words = useWords(LEXICON_WORDS)
  return page.lexicons.map(({ lexiconId, name, weight, reasons }) => (
    <p key={lexiconId}>
      <Link to={`/lexicons/${lexiconId}`}>{words.hitLine({ name, weight })}</Link>{' '}
      {[...new Set(reasons.map(({ word }) => word))].map((word) => (
        <mark key={word} className="reason">
          {word}
        </mark>
      ))}
    </p>
  ))
}
