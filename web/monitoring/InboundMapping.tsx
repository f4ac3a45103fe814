import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import type { Inbound, InboundTrial, InboundMapping as Mapping } from '../../server/monitoring/inbound-schema.ts'
import { post, put, serverNow } from '../api.ts'
import { Asked, RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Labelled, Moment } from '../ui/Pieces.tsx'
import { chooseColumn, fieldOf } from './column-choice.ts'
import { FIELD_WORDS } from './import-words.ts'
import { INBOUND_WORDS } from './inbound-words.ts'
import { KIND_WORDS, named, PLATFORM_WORDS } from './terms.ts'

type Props = { readonly inbound: Inbound; readonly payloadId: string }

/** Which cell of a message is which field: guessed, corrected by choosing, tried at each change, remembered by a button. */
export function InboundMapping({ inbound, payloadId }: Props) {
  const [mapping, setMapping] = useState<Mapping>()
  const trial = useQuery({
    queryKey: ['inbound-trial', payloadId, mapping],
    queryFn: () =>
      post<InboundTrial>(
        `/api/inbound-webhooks/${inbound.id}/payloads/${payloadId}/trial`,
        mapping === undefined ? {} : { mapping },
      ),
    placeholderData: (before) => before,
    retry: false,
  })
  return (
    <div className="stack" style={{ marginTop: 8 }}>
      <Asked query={trial}>
        {(data) => <Shown inbound={inbound} trial={data} mapping={mapping ?? data.mapping} change={setMapping} />}
      </Asked>
    </div>
  )
}

type ShownProps = {
  readonly inbound: Inbound
  readonly trial: InboundTrial
  readonly mapping: Mapping
  readonly change: (mapping: Mapping) => void
}

function Shown({ inbound, trial, mapping, change }: ShownProps) {
  const words = useWords(INBOUND_WORDS)
  const fields = useWords(FIELD_WORDS) as Readonly<Record<string, string>>
  const format = useFormat()
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: () => put(`/api/inbound-webhooks/${inbound.id}/mapping`, { mapping }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['inbound'] }),
  })
  return (
    <>
      <h3>{words.mappingTitle}</h3>
      <p className="soft">
        {words.mappingNote({ path: trial.path === '' ? words.top : trial.path, n: format.count(trial.rows) })}
      </p>
      <Cells trial={trial} mapping={mapping} change={change} />
      <Everywhere mapping={mapping} change={change} />
      {trial.missing.length > 0 ? (
        <p className="warn-note">
          {words.needs({ fields: trial.missing.map((field) => fields[field] ?? field).join(' · ') })}
        </p>
      ) : null}
      <Preview trial={trial} />
      {save.error ? <RefusalText error={save.error} /> : null}
      <Button type="primary" disabled={trial.missing.length > 0} loading={save.isPending} onClick={() => save.mutate()}>
        {words.saveMapping}
      </Button>
    </>
  )
}

function Cells({ trial, mapping, change }: Omit<ShownProps, 'inbound'>) {
  const words = useWords(INBOUND_WORDS)
  const names = useWords(FIELD_WORDS) as Readonly<Record<string, string>>
  const options = [
    { value: '', label: words.notUsed },
    ...trial.fields.map((value) => ({ value, label: names[value] ?? value })),
  ]
  const choose = (column: string, field: string): void =>
    change({ ...mapping, columns: chooseColumn(mapping.columns, column, field) })
  return (
    <table className="mapping">
      <thead>
        <tr>
          <th>{words.column}</th>
          <th>{words.samples}</th>
          <th>{words.isField}</th>
        </tr>
      </thead>
      <tbody>
        {trial.cells.map(({ column, samples }) => {
          const field = fieldOf(mapping.columns, column)
          return (
            <tr key={column} className={field === '' ? 'mapping-unused' : ''}>
              <td>
                <code>{column}</code>
              </td>
              <td>
                {samples.slice(0, 2).map((text) => (
                  <span key={text} className="sample break">
                    {text}
                  </span>
                ))}
              </td>
              <td>
                <Select
                  aria-label={`${column} ${words.isField}`}
                  value={field}
                  onChange={(value) => choose(column, value)}
                  options={options}
                />
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function Everywhere({ mapping, change }: Pick<ShownProps, 'mapping' | 'change'>) {
  const words = useWords(INBOUND_WORDS)
  const platforms = Object.entries(useWords(PLATFORM_WORDS)).map(([value, label]) => ({ value, label }))
  const kinds = Object.entries(useWords(KIND_WORDS)).map(([value, label]) => ({ value, label }))
  return (
    <div className="import-fields">
      <Labelled text={words.platformOfRows}>
        <Select
          value={String(mapping.platform)}
          options={platforms}
          onChange={(platform) => change({ ...mapping, platform: platform as Mapping['platform'] })}
        />
      </Labelled>
      <Labelled text={words.kindOfRows}>
        <Select
          value={String(mapping.kind)}
          options={kinds}
          onChange={(kind) => change({ ...mapping, kind: kind as Mapping['kind'] })}
        />
      </Labelled>
    </div>
  )
}

function Preview({ trial }: { readonly trial: InboundTrial }) {
  const words = useWords(INBOUND_WORDS)
  const platforms = useWords(PLATFORM_WORDS)
  const format = useFormat()
  return (
    <div aria-live="polite">
      <strong>{words.preview({ n: format.count(trial.accepted) })}</strong>
      <ul className="plain-list">
        {trial.posts.slice(0, 3).map((each, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of a preview have nothing else
          <li key={index}>
            <span className="soft small">
              <Moment at={each.postedAt} now={serverNow()} /> · {named(platforms, each.platform)}
              {each.author ? <span className="break"> · {each.author}</span> : null}
              {each.stars ? ` · ${words.stars({ n: each.stars })}` : null}
            </span>
            <div className="break">
              {each.title ? <strong>{each.title} </strong> : null}
              {each.text}
            </div>
          </li>
        ))}
      </ul>
      {trial.refused.slice(0, 3).map(({ index, reason }) => (
        <p key={`${index} ${reason}`} className="warn-note break">
          {words.previewRefused({ row: index + 1, reason })}
        </p>
      ))}
    </div>
  )
}
