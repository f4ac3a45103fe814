import { useMutation } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useRef, useState } from 'react'
import type { LexiconReading, LexiconReadingInput, LexiconWord } from '../../server/monitoring/lexicon-schema.ts'
import { post } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { LEXICON_ROW_WORDS, LEXICON_WORDS } from './lexicon-words.ts'
import type { DraftWord } from './use-lexicons.ts'
import { EXPRESSION_WORDS } from './words.ts'

const SHOWN_ERRORS = 50

type Props = {
  readonly draft: readonly DraftWord[]
  readonly onAdd: (words: readonly LexiconWord[]) => void
  readonly onReplace: (words: readonly LexiconWord[]) => void
}

/** A file or pasted lines are read first; what they come to is put into the page, and is in force only once it is saved. */
export function LexiconImport({ draft, onAdd, onReplace }: Props) {
  const words = useWords(LEXICON_WORDS)
  const [text, setText] = useState('')
  const chosen = useRef<HTMLInputElement>(null)
  const reading = useMutation({
    mutationFn: (input: LexiconReadingInput) => post<LexiconReading>('/api/lexicons/reading', input),
  })
  const take = async (file: File | undefined) => {
    if (file) reading.mutate({ fileName: file.name, content: await base64Of(file) })
    if (chosen.current) chosen.current.value = ''
  }
  const done = (use: (list: readonly LexiconWord[]) => void) => (list: readonly LexiconWord[]) => {
    use(list)
    setText('')
    reading.reset()
  }
  return (
    <Section title={words.importTitle}>
      <p className="soft">{words.importNote}</p>
      <Input.TextArea
        value={text}
        onChange={(event) => setText(event.target.value)}
        autoSize={{ minRows: 2, maxRows: 8 }}
        placeholder={words.pasteHint}
        aria-label={words.importTitle}
        spellCheck={false}
      />
      <div className="form-verbs lexicon-verbs">
        <Button disabled={text.trim() === ''} loading={reading.isPending} onClick={() => reading.mutate({ text })}>
          {words.readPaste}
        </Button>
        <Button onClick={() => chosen.current?.click()}>{words.chooseFile}</Button>
        <input
          ref={chosen}
          type="file"
          accept=".csv,.tsv,.txt,.xlsx"
          hidden
          onChange={(event) => void take(event.target.files?.[0])}
        />
      </div>
      {reading.error ? <RefusalText error={reading.error} /> : null}
      {reading.data ? (
        <Read found={reading.data} draft={draft} onAdd={done(onAdd)} onReplace={done(onReplace)} />
      ) : null}
    </Section>
  )
}

function Read({ found, draft, onAdd, onReplace }: Props & { readonly found: LexiconReading }) {
  const words = useWords(LEXICON_WORDS)
  const format = useFormat()
  const known = new Set(draft.map(({ expression }) => expression))
  const fresh = found.words.filter(({ expression }) => !known.has(expression))
  return (
    <div role="status">
      <p>
        <strong>
          {words.readResult({ words: format.count(found.words.length), errors: format.count(found.errors.length) })}
        </strong>{' '}
        {words.readFresh({ n: format.count(fresh.length) })}
      </p>
      <Errors errors={found.errors} />
      <div className="form-verbs">
        <Button type="primary" disabled={fresh.length === 0} onClick={() => onAdd(fresh)}>
          {words.addThese}
        </Button>
        <Button disabled={found.words.length === 0} onClick={() => onReplace(found.words)}>
          {words.replaceAll}
        </Button>
      </div>
    </div>
  )
}

function Errors({ errors }: Pick<LexiconReading, 'errors'>) {
  const words = useWords(LEXICON_WORDS)
  const format = useFormat()
  const own: Readonly<Record<string, string>> = useWords(LEXICON_ROW_WORDS)
  const terms: Readonly<Record<string, string>> = useWords(EXPRESSION_WORDS)
  return (
    <ul className="lexicon-errors">
      {errors.slice(0, SHOWN_ERRORS).map(({ row, cell, code }) => (
        <li key={`${row} ${code}`}>
          {words.row({ n: format.count(row) })} {cell === '' ? null : <code>{cell}</code>}{' '}
          {own[code] ?? terms[code] ?? code}
        </li>
      ))}
    </ul>
  )
}

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  // In parts: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(text)
}
