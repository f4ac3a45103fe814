import { useState } from 'react'
import { Link } from 'react-router'
import type { ImportFileFound, ImportPage, ImportTable } from '../../server/monitoring/import-schema.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useLocale, useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { ImportMapping } from './ImportMapping.tsx'
import type { SettingsChange } from './ImportSettings.tsx'
import { FIELD_WORDS, IMPORT_WORDS, TROUBLE_WORDS } from './import-words.ts'
import { KIND_WORDS, named, PLATFORM_WORDS } from './terms.ts'

type Props = { readonly page: ImportPage; readonly mayChange: boolean; readonly settings: SettingsChange }

const SHOWN = 20

/** What each file was taken for and why; tables that nobody knows ask which column is what. */
export function ImportFound({ page, mayChange, settings }: Props) {
  const words = useWords(IMPORT_WORDS)
  const files = page.inspection?.files ?? []
  const [isAll, setAll] = useState(false)
  const shown = isAll ? files : files.slice(0, SHOWN)
  const tables = files.flatMap(({ unknown }) => unknown)
  // One question for all files of the same columns, such as a month of daily reports.
  const distinct = [...new Map(tables.map((table) => [table.fingerprint, table])).values()]
  return (
    <>
      <Section title={words.found}>
        <ul className="found">
          {shown.map((file) => (
            <FileFound key={file.name} file={file} page={page} />
          ))}
        </ul>
        {files.length > shown.length ? (
          <button type="button" className="plain-button" onClick={() => setAll(true)}>
            {words.andMore({ n: files.length })}
          </button>
        ) : null}
      </Section>
      {distinct.map((table) => (
        <TableAsked key={table.fingerprint} table={table} page={page} mayChange={mayChange} settings={settings} />
      ))}
    </>
  )
}

function FileFound({ file, page }: { readonly file: ImportFileFound; readonly page: ImportPage }) {
  const words = useWords(IMPORT_WORDS)
  const troubles = useWords(TROUBLE_WORDS) as Readonly<Record<string, string>>
  const format = useFormat()
  const { locale } = useLocale()
  const isLost = file.format === null
  const name = file.format?.names[locale] ?? (file.trouble === 'unknown-table' ? words.unknownTable : words.unreadable)
  return (
    <li>
      <div className="found-name break">{file.name}</div>
      <div>
        <strong>{name}</strong>
        {isLost ? null : <Kinds file={file} />}
        {file.rows > 0 ? ` · ${words.foundRows({ n: format.count(file.rows) })}` : ''}
      </div>
      {file.trouble && file.trouble !== 'unknown-table' ? (
        <div className="warn-note">{troubles[file.trouble] ?? file.reason}</div>
      ) : null}
      {isLost ? null : <Why file={file} />}
      <Rest file={file} />
      <Seen name={file.name} page={page} />
    </li>
  )
}

function Kinds({ file }: { readonly file: ImportFileFound }) {
  const platforms = useWords(PLATFORM_WORDS)
  const kinds = useWords(KIND_WORDS)
  const format = useFormat()
  return file.of.map(({ platform, kind, posts }) => (
    <span key={`${platform} ${kind}`}>
      {' · '}
      {named(platforms, platform)} {named(kinds, kind)} <span className="figures">{format.count(posts)}</span>
    </span>
  ))
}

/** The columns by which it was known; the exact reason for those who hover. */
function Why({ file }: { readonly file: ImportFileFound }) {
  const words = useWords(IMPORT_WORDS)
  const columns = [...new Set(file.tables.flatMap((table) => table.columns))]
  if (columns.length === 0) return null
  return (
    <div className="soft small break" title={file.reason}>
      {words.because({ columns: columns.slice(0, 6).join(', ') })}
      {columns.length > 6 ? '…' : ''}
    </div>
  )
}

function Rest({ file }: { readonly file: ImportFileFound }) {
  const words = useWords(IMPORT_WORDS)
  const format = useFormat()
  const parts = [
    file.skipped > 0 ? words.skippedRows({ n: format.count(file.skipped) }) : '',
    file.refused > 0 && file.rows > 0 ? words.refusedRows({ n: format.count(file.refused) }) : '',
  ].filter((part) => part !== '')
  return parts.length === 0 ? null : <div className="soft small">{parts.join(' · ')}</div>
}

function Seen({ name, page }: { readonly name: string; readonly page: ImportPage }) {
  const words = useWords(IMPORT_WORDS)
  const format = useFormat()
  const seen = page.files.find((file) => file.name === name)?.seenBefore
  if (!seen) return null
  return (
    <div className="warn-note">
      {words.seenBefore({ name: seen.byName, time: format.full(seen.at) })}{' '}
      <Link to={`/import/${seen.importId}`}>{words.seenLink}</Link>
    </div>
  )
}

function TableAsked({ table, page, mayChange, settings }: Props & { readonly table: ImportTable }) {
  const words = useWords(IMPORT_WORDS)
  const [isChanging, setChanging] = useState(false)
  const title = table.name === '' ? words.mapping : `${words.mapping} · ${words.mappingSheet({ name: table.name })}`
  if (mayChange && (table.mapping === null || isChanging)) {
    return (
      <Section title={title}>
        <Remembered table={table} />
        <ImportMapping table={table} page={page} settings={settings} />
      </Section>
    )
  }
  return (
    <Section title={title}>
      <Remembered table={table} />
      <Mapped table={table} />
      {mayChange ? (
        <button type="button" className="plain-button" onClick={() => setChanging(true)}>
          {words.changeColumns}
        </button>
      ) : null}
    </Section>
  )
}

function Mapped({ table }: { readonly table: ImportTable }) {
  const fields = useWords(FIELD_WORDS) as Readonly<Record<string, string>>
  const pairs = Object.entries(table.mapping?.columns ?? {})
  return <p className="break">{pairs.map(([field, column]) => `${fields[field] ?? field} = ${column}`).join(' · ')}</p>
}

function Remembered({ table }: { readonly table: ImportTable }) {
  const words = useWords(IMPORT_WORDS)
  const fields = useWords(FIELD_WORDS) as Readonly<Record<string, string>>
  const format = useFormat()
  const { remembered } = table
  if (!remembered) return null
  return (
    <>
      <p>{words.remembered({ time: format.full(remembered.at), source: remembered.source })}</p>
      {remembered.moved.map(({ field, was, now }) => (
        <p key={field} className="warn-note">
          {now === null
            ? words.movedGone({ field: fields[field] ?? field, was: was ?? '' })
            : words.moved({ field: fields[field] ?? field, was: was ?? '', now })}
        </p>
      ))}
    </>
  )
}
