import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Modal, Progress, Radio } from 'antd'
import { useState } from 'react'
import {
  EXPORT_COLUMN_NAMES,
  EXPORT_COLUMNS,
  EXPORT_FORMATS,
  type Export,
  type ExportColumn,
  type ExportFormat,
  MOST_SHEET_ROWS,
} from '../../server/monitoring/export-schema.ts'
import type { SearchFigures } from '../../server/monitoring/search-schema.ts'
import { get, post } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useLocale, useWords } from '../ui/LocaleProvider.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { PLACE } from '../ui/words.ts'
import type { StreamFilter } from './filter.ts'
import { SEARCH_WORDS } from './search-words.ts'

const USUAL = EXPORT_COLUMN_NAMES.filter((column) => EXPORT_COLUMNS[column].isUsual)
const FORMAT_NAMES: Readonly<Record<ExportFormat, string>> = { csv: 'CSV', xlsx: 'XLSX', jsonl: 'JSONL' }

type Props = {
  readonly filter: StreamFilter
  readonly figures: SearchFigures | undefined
  readonly isOpen: boolean
  readonly close: () => void
}

/** Takes what is shown out as a file. How many rows that is stands on the button before anything leaves the house. */
export function SearchExport({ filter, figures, isOpen, close }: Props) {
  const words = useWords(SEARCH_WORDS)
  const ui = useWords(UI_WORDS)
  const format = useFormat()
  const { locale } = useLocale()
  const [kind, setKind] = useState<ExportFormat>('xlsx')
  const [columns, setColumns] = useState<readonly ExportColumn[]>(USUAL)
  const make = useMutation({
    mutationFn: () => post<Export>('/api/exports', { format: kind, columns, query: filter, locale }),
    onSuccess: ({ id }) => fetchFile(`/api/exports/${id}/file`),
  })
  const posts = figures?.posts ?? 0
  const isTooMany = kind === 'xlsx' && posts > MOST_SHEET_ROWS
  const leave = () => {
    close()
    make.reset()
  }
  return (
    <Modal open={isOpen} onCancel={leave} title={words.exportTitle} footer={null} width={640} destroyOnHidden>
      <p>
        <strong className="figures">
          {figures?.isExact === false
            ? words.exportAbout({ n: format.count(posts) })
            : words.exportCount({ n: format.count(posts) })}
        </strong>{' '}
        {words.exportWhat} <span className="soft">{words.exportAudit}</span>
      </p>
      <Formats kind={kind} choose={setKind} />
      <Columns columns={columns} choose={setColumns} />
      {isTooMany ? <p className="refusal">{words.exportTooMany({ n: format.count(MOST_SHEET_ROWS) })}</p> : null}
      {make.error ? <RefusalText error={make.error} /> : null}
      {make.data ? <Running key={make.data.id} made={make.data} /> : null}
      <div className="dialog-verbs">
        <Button onClick={leave}>{make.data ? ui.close : ui.cancel}</Button>
        <Button
          type="primary"
          disabled={posts === 0 || columns.length === 0 || isTooMany}
          loading={make.isPending}
          onClick={() => make.mutate()}
        >
          {posts === 0 ? words.exportNone : words.exportGo({ n: format.count(posts) })}
        </Button>
      </div>
    </Modal>
  )
}

function Formats({ kind, choose }: { readonly kind: ExportFormat; readonly choose: (kind: ExportFormat) => void }) {
  const words = useWords(SEARCH_WORDS)
  const format = useFormat()
  const notes = {
    csv: words.csvNote,
    xlsx: words.xlsxNote({ n: format.count(MOST_SHEET_ROWS) }),
    jsonl: words.jsonlNote,
  }
  return (
    <fieldset className="field">
      <legend>{words.format}</legend>
      <Radio.Group value={kind} onChange={(event) => choose(event.target.value)} className="radio-list">
        {EXPORT_FORMATS.map((each) => (
          <Radio key={each} value={each}>
            {FORMAT_NAMES[each]} <span className="soft small">{notes[each]}</span>
          </Radio>
        ))}
      </Radio.Group>
    </fieldset>
  )
}

function Columns(props: {
  readonly columns: readonly ExportColumn[]
  readonly choose: (columns: readonly ExportColumn[]) => void
}) {
  const words = useWords(SEARCH_WORDS)
  const { locale } = useLocale()
  const place = PLACE[locale]
  // In the order of the file, whatever the order of pressing.
  const choose = (chosen: readonly string[]) =>
    props.choose(EXPORT_COLUMN_NAMES.filter((column) => chosen.includes(column)))
  return (
    <fieldset className="field">
      <legend>
        {words.columns}{' '}
        <Button size="small" type="link" onClick={() => props.choose(USUAL)}>
          {words.columnsUsual}
        </Button>
        <Button size="small" type="link" onClick={() => props.choose(EXPORT_COLUMN_NAMES)}>
          {words.columnsAll}
        </Button>
      </legend>
      <Checkbox.Group value={[...props.columns]} onChange={choose} className="column-list">
        {EXPORT_COLUMN_NAMES.map((column) => (
          <Checkbox key={column} value={column}>
            {EXPORT_COLUMNS[column].names[place]}
          </Checkbox>
        ))}
      </Checkbox.Group>
    </fieldset>
  )
}

/** How far the file is, until it is whole or broken off. */
function Running({ made }: { readonly made: Export }) {
  const words = useWords(SEARCH_WORDS)
  const format = useFormat()
  const { data = made } = useQuery({
    queryKey: ['export', made.id],
    queryFn: ({ signal }) => get<Export>(`/api/exports/${made.id}`, {}, signal),
    refetchInterval: ({ state }) => (state.data && isOver(state.data) ? false : 1000),
    staleTime: 0,
  })
  const n = format.count(data.rows)
  const text = {
    ready: words.exportReady,
    running: words.exportRunning({ n, all: format.count(data.expected) }),
    done: words.exportDone({ n }),
    aborted: words.exportAborted({ n }),
    failed: words.exportFailed({ n }),
  }[data.state]
  const share = data.state === 'done' ? 1 : Math.min(0.99, data.rows / Math.max(1, data.expected))
  const status = data.state === 'done' ? 'success' : isOver(data) ? 'exception' : 'active'
  return (
    <div className="export-progress" role="status">
      <Progress percent={Math.floor(share * 100)} status={status} showInfo={false} aria-label={text} />
      <p className="figures">{text}</p>
    </div>
  )
}

function isOver({ state }: Export): boolean {
  return state === 'done' || state === 'aborted' || state === 'failed'
}

/** By the browser's own download, which writes to the disk as it comes and has the session. */
function fetchFile(path: string): void {
  const link = document.createElement('a')
  link.href = path
  link.download = ''
  document.body.append(link)
  link.click()
  link.remove()
}
