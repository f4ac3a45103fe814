import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import type { ImportCard } from '../../server/monitoring/import-schema.ts'
import { useMay } from '../access/me.ts'
import { serverNow } from '../api.ts'
import { Asked, RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty, PageHead, Section, Tag } from '../ui/Pieces.tsx'
import { ImportDrop } from './ImportDrop.tsx'
import { IMPORT_WORDS } from './import-words.ts'
import { beginUpload, type Chosen } from './upload.ts'
import { useImports } from './use-import.ts'

/** Bring files, and all that were brought so far. */
export function ImportsPage() {
  const words = useWords(IMPORT_WORDS)
  const may = useMay()
  const imports = useImports()
  return (
    <>
      <PageHead title={words.title} note={words.note} />
      {may('sources.manage') ? <Bring /> : null}
      <Section title={words.history}>
        <Asked query={imports}>
          {(rows) =>
            rows.length === 0 ? (
              <Empty title={words.historyNone}>{words.historyNote}</Empty>
            ) : (
              <ul className="rows rows-flat">
                {rows.map((each) => (
                  <ImportRow key={each.id} card={each} />
                ))}
              </ul>
            )
          }
        </Asked>
      </Section>
    </>
  )
}

function Bring() {
  const words = useWords(IMPORT_WORDS)
  const navigate = useNavigate()
  const [isEmpty, setEmpty] = useState(false)
  const begin = useMutation({
    mutationFn: (chosen: readonly Chosen[]) => beginUpload(chosen),
    onSuccess: (id) => void navigate(`/import/${id}`),
  })
  const take = (chosen: readonly Chosen[]) => {
    const whole = chosen.filter(({ file }) => file.size > 0)
    setEmpty(whole.length === 0)
    if (whole.length > 0) begin.mutate(whole)
  }
  return (
    <>
      <ImportDrop take={take} isBusy={begin.isPending} />
      {isEmpty ? <p className="warn-note">{words.nothingChosen}</p> : null}
      {begin.error ? <RefusalText error={begin.error} /> : null}
    </>
  )
}

const TAGS: Readonly<Record<string, string>> = { done: 'good', failed: 'warn', ready: 'wanted', paused: 'warn' }

export function StateTag({ state }: { readonly state: ImportCard['state'] }) {
  const words = useWords(IMPORT_WORDS)
  return <Tag kind={TAGS[state] ?? 'neutral'}>{words[state]}</Tag>
}

export function namesOf(card: ImportCard, more: (n: number) => string): string {
  const [first = '', second] = card.names
  if (card.fileCount === 1) return first
  return card.fileCount === 2 ? `${first}, ${second}` : `${first} ${more(card.fileCount)}`
}

function ImportRow({ card }: { readonly card: ImportCard }) {
  const words = useWords(IMPORT_WORDS)
  const format = useFormat()
  const { accepted, duplicates, refused } = card.counts
  const figures = [
    [words.accepted, accepted],
    [words.duplicates, duplicates],
    [words.refused, refused],
  ] as const
  return (
    <li>
      <Link to={`/import/${card.id}`} className="row-link">
        <span className="row-tags">
          <StateTag state={card.state} />
        </span>
        <span>
          <span className="row-title break">{namesOf(card, (n) => words.andMore({ n: format.count(n) }))}</span>
          <span className="import-meta soft small">
            {card.source === '' ? '' : `${card.source} · `}
            {words.by({ name: card.madeByName, time: format.moment(card.madeAt, serverNow()) })}
          </span>
        </span>
        <span className="soft small figures">
          {card.startedAt
            ? figures
                .filter(([, n], i) => n > 0 || i === 0)
                .map(([name, n]) => `${name} ${format.count(n)}`)
                .join(' · ')
            : null}
        </span>
      </Link>
    </li>
  )
}
