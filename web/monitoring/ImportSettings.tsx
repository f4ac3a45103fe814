import type { UseMutationResult } from '@tanstack/react-query'
import { AutoComplete, Button, Input } from 'antd'
import { useState } from 'react'
import type { ImportSettings as Given, ImportPage } from '../../server/monitoring/import-schema.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Labelled, Section } from '../ui/Pieces.tsx'
import { IMPORT_WORDS } from './import-words.ts'
import { localText, utcOf } from './local-time.ts'

export type SettingsChange = UseMutationResult<ImportPage, Error, Given>

const ZONES = ['Asia/Shanghai', 'Asia/Hong_Kong', 'Asia/Taipei', 'Asia/Singapore', 'Asia/Tokyo', 'Europe/London', 'UTC']

/** Name of the source, zone, time of collection: each matters for what the rows mean, so a change has them checked again. */
export function ImportSettings({ page, settings }: { readonly page: ImportPage; readonly settings: SettingsChange }) {
  const words = useWords(IMPORT_WORDS)
  const format = useFormat()
  const before = { source: page.card.source, zone: page.zone, at: localText(page.collectedAt, page.zone) }
  const [source, setSource] = useState(before.source)
  const [zone, setZone] = useState(before.zone)
  const [at, setAt] = useState(before.at)
  const relative = page.inspection?.reasons.find(({ code }) => code === 'relative-time')
  const isChanged = source.trim() !== before.source || zone !== before.zone || at !== before.at
  const apply = () => {
    const named = source.trim() === '' ? {} : { source: source.trim() }
    settings.mutate({ ...named, zone, collectedAt: at === '' ? null : utcOf(at, zone) })
  }
  return (
    <Section title={words.settings}>
      {relative ? <p className="warn-note">{words.collectedNeeded({ n: format.count(relative.rows) })}</p> : null}
      <form
        className="import-fields"
        onSubmit={(event) => {
          event.preventDefault()
          apply()
        }}
      >
        <Labelled text={words.source} note={words.sourceNote}>
          <Input
            value={source}
            maxLength={100}
            placeholder={words.sourceHint}
            onChange={(event) => setSource(event.target.value)}
          />
        </Labelled>
        <Labelled text={words.zone} note={words.zoneNote}>
          <AutoComplete value={zone} onChange={setZone} options={ZONES.map((value) => ({ value }))} />
        </Labelled>
        <Labelled text={words.collectedAt} note={words.collectedNote}>
          <Input type="datetime-local" value={at} onChange={(event) => setAt(event.target.value)} />
        </Labelled>
      </form>
      {settings.error ? <RefusalText error={settings.error} /> : null}
      {isChanged ? (
        <Button
          type="primary"
          loading={settings.isPending}
          disabled={page.card.state !== 'ready' && page.card.state !== 'failed'}
          onClick={apply}
        >
          {words.apply}
        </Button>
      ) : null}
    </Section>
  )
}
