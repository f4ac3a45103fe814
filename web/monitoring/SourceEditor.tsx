import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { SettingValues, SourceKind, SourcePage, TrialAnswer } from '../../server/monitoring/source-schema.ts'
import { post, put } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Labelled, Section } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { SourceForm } from './SourceForm.tsx'
import { SourceTrial } from './SourceTrial.tsx'
import { SOURCE_WORDS } from './source-words.ts'

const ZONES = [
  ...new Set(['Asia/Shanghai', 'Asia/Hong_Kong', 'Asia/Taipei', 'UTC', ...Intl.supportedValuesOf('timeZone')]),
]

/** Settings, a trial of them, and then saving. @param page of a source that is to be changed; without it one is made */
export function SourceEditor({ kind, page }: { readonly kind: SourceKind; readonly page?: SourcePage }) {
  const words = useWords(SOURCE_WORDS)
  const format = useFormat()
  const [values, setValues] = useState<SettingValues>(() => knownOf(kind, page?.settings ?? {}))
  const [zone, setZone] = useState(page?.zone ?? format.zone)
  const [minutes, setMinutes] = useState((page?.source.everySeconds ?? kind.usualSeconds) / 60)
  const attempt = useTrial(kind, page)
  const isFilled = kind.settings.every(
    ({ key, isRequired }) => !isRequired || (values[key] ?? '') !== '' || page?.secrets.includes(key),
  )
  const isGood = attempt.data !== undefined && attempt.data.error === null
  const change = (key: string, value: string | number | boolean | undefined) => {
    // A trial speaks of what was tried.
    attempt.reset()
    setValues(({ [key]: _, ...rest }) => (value === undefined ? rest : { ...rest, [key]: value }))
  }
  return (
    <div className="columns">
      <form
        className="column"
        onSubmit={(event) => {
          event.preventDefault()
          if (isFilled) attempt.mutate({ settings: values, zone })
        }}
      >
        <Section title={words.where}>
          <SourceForm kind={kind} values={values} change={change} kept={page?.secrets ?? []}>
            <Pace zone={zone} setZone={setZone} minutes={minutes} setMinutes={setMinutes} />
          </SourceForm>
          <TryVerb isGood={isGood} isFilled={isFilled} isPending={attempt.isPending} />
          {attempt.error ? <RefusalText error={attempt.error} /> : null}
        </Section>
      </form>
      <div className="column">
        {attempt.isPending ? <Section title={words.preview}>{words.trying}</Section> : null}
        {attempt.data ? (
          <Section title={words.preview}>
            <SourceTrial answer={attempt.data} />
          </Section>
        ) : null}
        {attempt.data || page ? (
          <Saving
            kind={kind}
            page={page}
            given={{ settings: values, zone, everySeconds: Math.round(minutes * 60) }}
            isFilled={isFilled}
            isGood={isGood}
          />
        ) : null}
      </div>
    </div>
  )
}

function TryVerb(props: { readonly isGood: boolean; readonly isFilled: boolean; readonly isPending: boolean }) {
  const words = useWords(SOURCE_WORDS)
  return (
    <div className="form-verbs">
      <Button
        htmlType="submit"
        type={props.isGood ? 'default' : 'primary'}
        disabled={!props.isFilled}
        loading={props.isPending}
      >
        {words.try}
      </Button>
      <span className="soft small">{words.tryNote}</span>
    </div>
  )
}

/** The name of a new source, and the button that begins. */
function Saving(props: {
  readonly kind: SourceKind
  readonly page: SourcePage | undefined
  readonly given: Omit<Given, 'name'>
  readonly isFilled: boolean
  readonly isGood: boolean
}) {
  const words = useWords(SOURCE_WORDS)
  const ui = useWords(UI_WORDS)
  const navigate = useNavigate()
  const [typed, setName] = useState('')
  const { kind, page, given, isFilled, isGood } = props
  const save = useSaving(kind, page)
  const name = typed.trim()
  const saveNow = () =>
    save.mutate({ ...given, name }, { onSuccess: ({ source }) => navigate(`/sources/${source.id}`) })
  return (
    <Section>
      {page ? (
        <p className="soft small">{words.anewNote}</p>
      ) : (
        <Labelled text={words.name} note={words.nameNote}>
          <Input value={typed} maxLength={100} onChange={({ target }) => setName(target.value)} />
        </Labelled>
      )}
      {save.error ? <RefusalText error={save.error} /> : null}
      <div className="form-verbs">
        <Button
          type={isGood ? 'primary' : 'default'}
          disabled={!isFilled || (page === undefined && name === '')}
          loading={save.isPending}
          onClick={saveNow}
        >
          {page ? words.saveChange : isGood ? words.save : words.saveAnyway}
        </Button>
        <Button onClick={() => navigate(page ? `/sources/${page.source.id}` : '/sources')}>{ui.cancel}</Button>
      </div>
    </Section>
  )
}

function useTrial(kind: SourceKind, page: SourcePage | undefined) {
  return useMutation({
    mutationFn: (given: { readonly settings: SettingValues; readonly zone: string }) =>
      post<TrialAnswer>('/api/sources/trial', {
        kind: kind.id,
        ...given,
        ...(page ? { sourceId: page.source.id } : {}),
      }),
  })
}

/** What an older version kept and this one does not know would be refused. */
function knownOf(kind: SourceKind, settings: SettingValues): SettingValues {
  return Object.fromEntries(
    Object.entries(settings).filter(([key]) => kind.settings.some((field) => field.key === key)),
  )
}

type Given = {
  readonly settings: SettingValues
  readonly zone: string
  readonly everySeconds: number
  readonly name: string
}

function useSaving(kind: SourceKind, page: SourcePage | undefined) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ name, ...rest }: Given) =>
      page
        ? put<SourcePage>(`/api/sources/${page.source.id}`, rest)
        : post<SourcePage>('/api/sources', { ...rest, name, kind: kind.id }),
    onSuccess: (saved) => {
      queries.setQueryData(['sources', saved.source.id], saved)
      return queries.invalidateQueries({ queryKey: ['sources'], exact: true })
    },
  })
}

function Pace(props: {
  readonly zone: string
  readonly setZone: (zone: string) => void
  readonly minutes: number
  readonly setMinutes: (minutes: number) => void
}) {
  const words = useWords(SOURCE_WORDS)
  return (
    <>
      <Labelled text={words.zone} note={words.zoneNote}>
        <Select
          value={props.zone}
          onChange={props.setZone}
          showSearch
          options={[...new Set([props.zone, ...ZONES])].map((each) => ({ value: each, label: each }))}
          style={{ width: '100%' }}
        />
      </Labelled>
      <Labelled text={words.interval}>
        <InputNumber
          min={0.5}
          max={1440}
          value={props.minutes}
          onChange={(minutes) => props.setMinutes(minutes ?? props.minutes)}
        />
      </Labelled>
    </>
  )
}
