import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { type ReactNode, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import type { Lexicon, LexiconPage, LexiconWord } from '../../server/monitoring/lexicon-schema.ts'
import { post, put, type Refusal } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Labelled, Section } from '../ui/Pieces.tsx'
import { ExpressionHelp } from './ExpressionTrial.tsx'
import { LexiconImport } from './LexiconImport.tsx'
import { LexiconTrial } from './LexiconTrial.tsx'
import { LexiconVersions } from './LexiconVersions.tsx'
import { LexiconWords } from './LexiconWords.tsx'
import { LEXICON_WORDS } from './lexicon-words.ts'
import { type DraftWord, useLexiconCheck } from './use-lexicons.ts'

type Props = {
  readonly name: string
  readonly words: readonly LexiconWord[]
  /** of a list that exists */
  readonly page?: LexiconPage
  readonly isReadOnly?: boolean
  readonly children?: ReactNode
}

/** Words are edited in the page and saved together, as one version with its reason. */
export function LexiconEditor({ name: given, words: givenWords, page, isReadOnly = false, children }: Props) {
  const words = useWords(LEXICON_WORDS)
  const next = useRef(givenWords.length)
  const [name, setName] = useState(given)
  const [draft, setDraft] = useState<readonly DraftWord[]>(() => givenWords.map((word, key) => ({ ...word, key })))
  const check = useLexiconCheck(draft).data
  const drafted = (list: readonly LexiconWord[]): DraftWord[] =>
    list.map(({ expression, weight }) => ({ expression, weight, key: next.current++ }))
  const isChanged = name !== given || page === undefined || different(draft, givenWords)
  return (
    <div className="columns">
      <div className="column">
        <Section title={words.wordsTitle} aside={words.weightHelp}>
          {isReadOnly ? null : (
            <Labelled text={words.name}>
              <Input
                value={name}
                onChange={(event) => setName(event.target.value)}
                maxLength={60}
                placeholder={words.nameHint}
              />
            </Labelled>
          )}
          <LexiconWords
            draft={draft}
            check={check}
            isReadOnly={isReadOnly}
            onChange={setDraft}
            onAdd={() => setDraft([...drafted([{ expression: '', weight: 3 }]), ...draft])}
          />
          {isReadOnly ? null : (
            <Saving name={name} draft={draft} check={check} page={page} isChanged={isChanged} onDraft={setDraft} />
          )}
        </Section>
        {page ? (
          <LexiconVersions page={page} isReadOnly={isReadOnly} onUse={(list) => setDraft(drafted(list))} />
        ) : null}
      </div>
      <div className="column">
        <LexiconTrial draft={draft} />
        {children}
        {isReadOnly ? null : (
          <LexiconImport
            draft={draft}
            onAdd={(list) => setDraft([...drafted(list), ...draft])}
            onReplace={(list) => setDraft(drafted(list))}
          />
        )}
        {isReadOnly ? null : <ExpressionHelp />}
      </div>
    </div>
  )
}

type SavingProps = {
  readonly name: string
  readonly draft: readonly DraftWord[]
  readonly check: ReturnType<typeof useLexiconCheck>['data']
  readonly page: LexiconPage | undefined
  readonly isChanged: boolean
  readonly onDraft: (draft: readonly DraftWord[]) => void
}

function Saving({ name, draft, check, page, isChanged, onDraft }: SavingProps) {
  const words = useWords(LEXICON_WORDS)
  const format = useFormat()
  const [reason, setReason] = useState('')
  const save = useSaving(page)
  const filled = draft.filter(({ expression }) => expression.trim() !== '')
  const wrong = (check?.errors ?? []).filter(({ row }) => draft[row]?.expression.trim() !== '').length
  const same = new Set(check?.same.map(({ row }) => row))
  const submit = () =>
    save.mutate({ name: name.trim(), words: filled.map(({ expression, weight }) => ({ expression, weight })), reason })
  const isFaster = (save.error as Refusal | null)?.code === 'changed-meanwhile'
  return (
    <div className="lexicon-save">
      {wrong > 0 ? <p role="alert">{words.wrongRows({ n: format.count(wrong) })}</p> : null}
      {same.size > 0 ? (
        <p>
          {words.sameRows({ n: format.count(same.size) })}{' '}
          <button
            type="button"
            className="plain-button"
            onClick={() => onDraft(draft.filter((_, row) => !same.has(row)))}
          >
            {words.dropSame}
          </button>
        </p>
      ) : null}
      <Labelled text={words.reason}>
        <Input
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          maxLength={300}
          placeholder={words.reasonHint}
        />
      </Labelled>
      {isFaster ? <Faster id={page?.lexicon.id} /> : save.error ? <RefusalText error={save.error} /> : null}
      <div className="form-verbs">
        <Button
          type="primary"
          onClick={submit}
          loading={save.isPending}
          disabled={name.trim() === '' || filled.length === 0 || wrong > 0 || !isChanged}
        >
          {words.save}
        </Button>
        {isChanged && page ? <span className="soft">{words.changed}</span> : null}
      </div>
    </div>
  )
}

function Faster({ id }: { readonly id: string | undefined }) {
  const words = useWords(LEXICON_WORDS)
  const queries = useQueryClient()
  return (
    <p role="alert" className="refusal">
      {words.someoneFaster}{' '}
      <button
        type="button"
        className="plain-button"
        onClick={() => void queries.invalidateQueries({ queryKey: ['lexicon', id] })}
      >
        {words.reopen}
      </button>
    </p>
  )
}

function useSaving(page: LexiconPage | undefined) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: (body: { name: string; words: LexiconWord[]; reason: string }) =>
      page
        ? put<Lexicon>(`/api/lexicons/${page.lexicon.id}`, { ...body, version: page.lexicon.version })
        : post<Lexicon>('/api/lexicons', body),
    onSuccess: async (lexicon) => {
      await queries.invalidateQueries({ queryKey: ['lexicons'] })
      await queries.invalidateQueries({ queryKey: ['lexicon', lexicon.id] })
      if (!page) navigate(`/lexicons/${lexicon.id}`)
    },
  })
}

function different(draft: readonly DraftWord[], given: readonly LexiconWord[]): boolean {
  if (draft.length !== given.length) return true
  return draft.some(({ expression, weight }, n) => expression !== given[n]?.expression || weight !== given[n]?.weight)
}
