import type { ImportPage, RefusedExample } from '../../server/monitoring/import-schema.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { FIELD_WORDS, IMPORT_WORDS, REJECT_WORDS } from './import-words.ts'

/** Rows that were refused, and how to get them back. */
export function ImportRejects({ page }: { readonly page: ImportPage }) {
  const words = useWords(IMPORT_WORDS)
  const format = useFormat()
  const { rejects, keptRejects, card } = page
  const path = `/api/imports/${card.id}/rejects`
  return (
    <Section
      title={words.rejects}
      aside={words.rejectsShown({ n: format.count(keptRejects), shown: format.count(rejects.length) })}
    >
      {page.filesRemovedAt ? null : <p className="soft">{words.rejectsNote}</p>}
      <p className="row-verbs">
        <a className="plain-link" href={`${path}?form=csv`} download>
          {words.downloadCsv}
        </a>
        <a className="plain-link" href={`${path}?form=jsonl`} download>
          {words.downloadJsonl}
        </a>
      </p>
      <ul className="plain-list">
        {rejects.map((each) => (
          <li key={`${each.file} ${each.row} ${each.field}`}>
            <Refused example={each} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** One refused row in words: where, which field, why; and the exact reason. */
export function Refused({ example }: { readonly example: RefusedExample }) {
  const words = useWords(IMPORT_WORDS)
  const fields = useWords(FIELD_WORDS) as Readonly<Record<string, string>>
  const codes = useWords(REJECT_WORDS) as Readonly<Record<string, string>>
  const { file, row, field, code, reason } = example
  return (
    <>
      <span className="break">{file}</span> · {row === 0 ? words.wholeFile : words.row({ n: row })}
      {field === '' ? '' : ` · ${fields[field] ?? field}`}
      {': '}
      <strong>{codes[code] ?? code}</strong> <span className="soft small break">{reason}</span>
    </>
  )
}
