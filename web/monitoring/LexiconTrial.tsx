import { Input } from 'antd'
import { useState } from 'react'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { highlight } from './highlight.ts'
import { LEXICON_WORDS } from './lexicon-words.ts'
import { type DraftWord, useLexiconCheck } from './use-lexicons.ts'

/** What the words as they stand now would find in a text. */
export function LexiconTrial({ draft }: { readonly draft: readonly DraftWord[] }) {
  const words = useWords(LEXICON_WORDS)
  const [text, setText] = useState('')
  return (
    <Section title={words.tryTitle}>
      <Input.TextArea
        value={text}
        onChange={(event) => setText(event.target.value)}
        maxLength={10_000}
        autoSize={{ minRows: 3, maxRows: 10 }}
        placeholder={words.tryHint}
        aria-label={words.tryTitle}
      />
      {text.trim() === '' ? null : <Found draft={draft} text={text} />}
    </Section>
  )
}

function Found({ draft, text }: { readonly draft: readonly DraftWord[]; readonly text: string }) {
  const words = useWords(LEXICON_WORDS)
  const hits = useLexiconCheck(draft, text).data?.hits
  if (!hits) return <p className="soft">…</p>
  const found = hits.flatMap(({ row }) => draft[row] ?? []).sort((a, b) => b.weight - a.weight)
  if (found.length === 0) return <p className="soft">{words.tryNone}</p>
  return (
    <div aria-live="polite">
      <p>
        <strong>{words.tryHit({ weight: found[0]?.weight ?? 1 })}</strong>{' '}
        {found.map(({ key, expression }) => (
          <mark key={key} className="reason">
            {expression}
          </mark>
        ))}
      </p>
      <p className="post-whole">
        {highlight(
          text,
          hits.flatMap(({ marks }) => marks),
        ).map(({ text: piece, isMarked, start }) =>
          isMarked ? <mark key={start}>{piece}</mark> : <span key={start}>{piece}</span>,
        )}
      </p>
    </div>
  )
}
