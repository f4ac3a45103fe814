import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import type {
  ImportPage,
  ImportTable,
  ImportMapping as Mapping,
  Preview,
} from '../../server/monitoring/import-schema.ts'
import { post } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useSettled } from '../ui/hooks.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Labelled } from '../ui/Pieces.tsx'
import { chooseColumn, fieldOf } from './column-choice.ts'
import { Refused } from './ImportRejects.tsx'
import type { SettingsChange } from './ImportSettings.tsx'
import { Examples } from './ImportTrial.tsx'
import { FIELD_WORDS, IMPORT_WORDS } from './import-words.ts'
import { KIND_WORDS, PLATFORM_WORDS } from './terms.ts'

type Props = { readonly table: ImportTable; readonly page: ImportPage; readonly settings: SettingsChange }

const PREVIEW_MS = 300
const SHOWN_COLUMNS = 12

/** Which column is which field: guessed, with samples; corrected by choosing; what comes of it is shown while one chooses. */
export function ImportMapping({ table, page, settings }: Props) {
  const words = useWords(IMPORT_WORDS)
  const [mapping, setMapping] = useState<Mapping>(table.mapping ?? table.guess.mapping)
  const { columns } = mapping
  const missing = [
    ...(columns.text === undefined && columns.title === undefined ? [words.needsText] : []),
    ...(columns.postedAt === undefined ? [words.needsTime] : []),
  ]
  return (
    <>
      <p className="soft">{words.mappingNote}</p>
      <Columns table={table} fields={page.fields} mapping={mapping} change={setMapping} />
      <Everywhere mapping={mapping} change={setMapping} />
      {missing.map((text) => (
        <p key={text} className="warn-note">
          {text}
        </p>
      ))}
      {missing.length === 0 ? <PreviewOf table={table} page={page} mapping={mapping} /> : null}
      {settings.error ? <RefusalText error={settings.error} /> : null}
      <Button
        type="primary"
        disabled={missing.length > 0 || (page.card.state !== 'ready' && page.card.state !== 'failed')}
        loading={settings.isPending}
        onClick={() => settings.mutate({ mappings: { [table.fingerprint]: mapping } })}
      >
        {words.useColumns}
      </Button>
    </>
  )
}

type ColumnsProps = {
  readonly table: ImportTable
  readonly fields: readonly string[]
  readonly mapping: Mapping
  readonly change: (mapping: Mapping) => void
}

function Columns({ table, fields, mapping, change }: ColumnsProps) {
  const words = useWords(IMPORT_WORDS)
  const [isAll, setAll] = useState(false)
  const used = new Set(Object.values(mapping.columns))
  const guessed = new Set(Object.values(table.guess.mapping.columns))
  // What is used comes first; of three hundred columns the others can wait.
  const isFirst = (column: string): boolean => used.has(column) || guessed.has(column)
  const first = table.columns.filter((column, i) => isFirst(column) || i < SHOWN_COLUMNS)
  const shown = isAll ? table.columns : first
  const choose = (column: string, field: string): void =>
    change({ ...mapping, columns: chooseColumn(mapping.columns, column, field) })
  return (
    <>
      <table className="mapping">
        <thead>
          <tr>
            <th>{words.column}</th>
            <th>{words.samples}</th>
            <th>{words.isField}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((column) => (
            <Column
              key={column}
              column={column}
              table={table}
              fields={fields}
              field={fieldOf(mapping.columns, column)}
              choose={(field) => choose(column, field)}
            />
          ))}
        </tbody>
      </table>
      {table.columns.length > shown.length ? (
        <button type="button" className="plain-button" onClick={() => setAll(true)}>
          {words.moreColumns({ n: table.columns.length - shown.length })}
        </button>
      ) : null}
    </>
  )
}

type ColumnProps = Pick<ColumnsProps, 'table' | 'fields'> & {
  readonly column: string
  readonly field: string
  readonly choose: (field: string) => void
}

function Column({ column, table, fields, field, choose }: ColumnProps) {
  const words = useWords(IMPORT_WORDS)
  const names = useWords(FIELD_WORDS) as Readonly<Record<string, string>>
  const samples = table.samples.map((row) => row[column] ?? '').filter((text) => text.trim() !== '')
  const options = [
    { value: '', label: words.notUsed },
    ...fields.map((value) => ({ value, label: names[value] ?? value })),
  ]
  return (
    <tr className={field === '' ? 'mapping-unused' : ''}>
      <td>{column}</td>
      <td>
        {[...new Set(samples)].slice(0, 2).map((text) => (
          <span key={text} className="sample">
            {text}
          </span>
        ))}
      </td>
      <td>
        <Select aria-label={`${column} ${words.isField}`} value={field} onChange={choose} options={options} />
        {field === '' ? null : <Because column={column} field={field} table={table} />}
      </td>
    </tr>
  )
}

/** Why it was guessed so, or that a person chose it. */
function Because({
  column,
  field,
  table,
}: {
  readonly column: string
  readonly field: string
  readonly table: ImportTable
}) {
  const words = useWords(IMPORT_WORDS)
  const guess = table.guess.fields[field]
  if (guess?.column !== column) return <span className="soft small">{words.chosen}</span>
  const [byName, byContent] = [guess.because.startsWith('the name'), !/^the name [^,]*$/.test(guess.because)]
  const text = byName && byContent ? words.byBoth : byName ? words.byName : words.byContent
  return <span className="soft small">{text}</span>
}

function Everywhere({ mapping, change }: Pick<ColumnsProps, 'mapping' | 'change'>) {
  const words = useWords(IMPORT_WORDS)
  const platforms = Object.entries(useWords(PLATFORM_WORDS)).map(([value, label]) => ({ value, label }))
  const kinds = Object.entries(useWords(KIND_WORDS)).map(([value, label]) => ({ value, label }))
  return (
    <div className="import-fields">
      <Labelled text={words.platformOfRows}>
        <Select
          value={mapping.platform}
          options={platforms}
          onChange={(platform) => change({ ...mapping, platform })}
        />
      </Labelled>
      <Labelled text={words.kindOfRows}>
        <Select value={mapping.kind} options={kinds} onChange={(kind) => change({ ...mapping, kind })} />
      </Labelled>
    </div>
  )
}

function PreviewOf({ table, page, mapping }: Pick<Props, 'table' | 'page'> & { readonly mapping: Mapping }) {
  const words = useWords(IMPORT_WORDS)
  const format = useFormat()
  // Only once somebody has stopped choosing for a moment.
  const asked = useSettled(mapping, PREVIEW_MS)
  const preview = useQuery({
    queryKey: ['import-preview', page.card.id, table.fingerprint, asked],
    queryFn: () =>
      post<Preview>(`/api/imports/${page.card.id}/preview`, { fingerprint: table.fingerprint, mapping: asked }),
    placeholderData: (before) => before,
    retry: false,
  })
  if (preview.error) return <RefusalText error={preview.error} />
  if (!preview.data) return null
  const { posts, refused } = preview.data
  return (
    <div aria-live="polite">
      <h3>{words.previewNow({ rows: format.count(table.samples.length), posts: format.count(posts.length) })}</h3>
      <Examples posts={posts.slice(0, 3)} />
      {refused.slice(0, 3).map((each) => (
        <p key={`${each.row} ${each.field}`} className="warn-note">
          <Refused example={each} />
        </p>
      ))}
    </div>
  )
}
