import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import type { LexiconChecked } from '../../server/monitoring/lexicon-schema.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { Icon } from '../ui/Icon.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { NumberLink } from '../ui/Pieces.tsx'
import { LEXICON_WORDS } from './lexicon-words.ts'
import { postsLink } from './links.ts'
import { type DraftWord, useWordCounts } from './use-lexicons.ts'
import { EXPRESSION_WORDS } from './words.ts'

/** As many as are counted at once. */
const SHOWN = 20
const WEIGHTS = [1, 2, 3, 4, 5]
/** A word that stands in so many of all posts tells nothing apart. */
const COMMON = 0.05
const LEAST_POSTS = 200

type Props = {
  readonly draft: readonly DraftWord[]
  readonly check: LexiconChecked | undefined
  readonly isReadOnly: boolean
  readonly onChange: (draft: readonly DraftWord[]) => void
  readonly onAdd: () => void
}

export function LexiconWords({ draft, check, isReadOnly, onChange, onAdd }: Props) {
  const words = useWords(LEXICON_WORDS)
  const [find, setFind] = useState('')
  const [from, setFrom] = useState(0)
  const rows = draft
    .map((word, row) => ({ word, row }))
    .filter(({ word }) => find === '' || word.expression.includes(find))
  const begin = Math.min(from, Math.max(0, Math.floor((rows.length - 1) / SHOWN) * SHOWN))
  const shown = rows.slice(begin, begin + SHOWN)
  const counts = useWordCounts(shown.map(({ word }) => word.expression.trim()).filter((each) => each !== ''))
  const add = () => {
    setFind('')
    setFrom(0)
    onAdd()
  }
  const set = (key: number, change: Partial<DraftWord>) =>
    onChange(draft.map((word) => (word.key === key ? { ...word, ...change } : word)))
  return (
    <>
      <Tools find={find} onFind={setFind} onAdd={isReadOnly ? undefined : add} />
      <table className="lexicon-words">
        <thead>
          <tr>
            <th>{words.word}</th>
            <th>{words.weight}</th>
            <th title={words.oftenHelp}>{words.often}</th>
            {isReadOnly ? null : <th />}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ word, row }) => (
            <WordRow
              key={word.key}
              word={word}
              isReadOnly={isReadOnly}
              error={check?.errors.find((each) => each.row === row)}
              sameAs={draft[check?.same.find((each) => each.row === row)?.as ?? -1]?.expression}
              count={counts.data?.get(word.expression.trim())}
              onChange={(change) => set(word.key, change)}
              onRemove={() => onChange(draft.filter(({ key }) => key !== word.key))}
            />
          ))}
        </tbody>
      </table>
      <Pages from={begin} all={rows.length} onGo={setFrom} />
    </>
  )
}

function Tools(props: {
  readonly find: string
  readonly onFind: (find: string) => void
  readonly onAdd: (() => void) | undefined
}) {
  const words = useWords(LEXICON_WORDS)
  const { find, onFind, onAdd } = props
  return (
    <div className="lexicon-tools">
      {onAdd ? <Button onClick={onAdd}>{words.addWord}</Button> : null}
      <Input
        value={find}
        onChange={(event) => onFind(event.target.value)}
        placeholder={words.find}
        aria-label={words.find}
        allowClear
      />
    </div>
  )
}

type RowProps = {
  readonly word: DraftWord
  readonly isReadOnly: boolean
  readonly error: LexiconChecked['errors'][number] | undefined
  readonly sameAs: string | undefined
  readonly count: { readonly posts: number; readonly outOf: number; readonly isExact: boolean } | undefined
  readonly onChange: (change: Partial<DraftWord>) => void
  readonly onRemove: () => void
}

function WordRow({ word, isReadOnly, error, sameAs, count, onChange, onRemove }: RowProps) {
  const words = useWords(LEXICON_WORDS)
  const terms: Readonly<Record<string, string>> = useWords(EXPRESSION_WORDS)
  const format = useFormat()
  const share = count && count.outOf >= LEAST_POSTS ? count.posts / count.outOf : 0
  const isWrong = error !== undefined && word.expression.trim() !== ''
  return (
    <tr>
      <td>
        {isReadOnly ? (
          <code className="expression">{word.expression}</code>
        ) : (
          <Input
            value={word.expression}
            onChange={(event) => onChange({ expression: event.target.value })}
            maxLength={300}
            aria-label={words.word}
            {...(isWrong ? { status: 'error' as const } : {})}
            spellCheck={false}
          />
        )}
        {isWrong ? <div className="lexicon-wrong small">{terms[error.code] ?? error.code}</div> : null}
        {sameAs === undefined ? null : <div className="soft small">{words.sameAs({ word: sameAs })}</div>}
        {share >= COMMON ? (
          <div className="lexicon-wrong small">{words.common({ share: format.share(share) })}</div>
        ) : null}
      </td>
      <td>
        {isReadOnly ? (
          word.weight
        ) : (
          <Select
            value={word.weight}
            onChange={(weight) => onChange({ weight })}
            options={WEIGHTS.map((value) => ({ value, label: value }))}
            aria-label={words.weight}
          />
        )}
      </td>
      <td className="figures">
        {count ? (
          <NumberLink to={postsLink({ expression: word.expression.trim(), last: 'month' })}>
            {count.isExact ? '' : '≈'}
            {format.count(count.posts)}
          </NumberLink>
        ) : (
          <span className="soft">…</span>
        )}
      </td>
      {isReadOnly ? null : (
        <td>
          <Button type="text" aria-label={words.removeWord({ word: word.expression })} onClick={onRemove}>
            <Icon name="close" size={16} />
          </Button>
        </td>
      )}
    </tr>
  )
}

function Pages(props: { readonly from: number; readonly all: number; readonly onGo: (from: number) => void }) {
  const words = useWords(LEXICON_WORDS)
  const format = useFormat()
  const { from, all, onGo } = props
  if (all <= SHOWN) return null
  const to = Math.min(all, from + SHOWN)
  return (
    <div className="lexicon-pages">
      <Button disabled={from === 0} onClick={() => onGo(from - SHOWN)}>
        {words.previous}
      </Button>
      <span className="soft figures">
        {words.page({ from: format.count(from + 1), to: format.count(to), all: format.count(all) })}
      </span>
      <Button disabled={to >= all} onClick={() => onGo(from + SHOWN)}>
        {words.next}
      </Button>
    </div>
  )
}
