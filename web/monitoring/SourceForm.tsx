import { Button, Input, InputNumber, Select, Switch } from 'antd'
import type { SettingValues, SourceKind } from '../../server/monitoring/source-schema.ts'
import { useLocale, useWords } from '../ui/LocaleProvider.tsx'
import { Labelled } from '../ui/Pieces.tsx'
import { SOURCE_WORDS } from './source-words.ts'

type Field = SourceKind['settings'][number]
type Change = (key: string, value: string | number | boolean | undefined) => void

/**
 * The settings of a kind, as its collector states them. What is needed stands open, the rest is folded away.
 * @param kept keys of secrets that are stored
 */
export function SourceForm(props: {
  readonly kind: SourceKind
  readonly values: SettingValues
  readonly change: Change
  readonly kept: readonly string[]
  readonly children: React.ReactNode
}) {
  const words = useWords(SOURCE_WORDS)
  const needed = props.kind.settings.filter(({ isRequired }) => isRequired)
  const open = needed.length > 0 ? needed : props.kind.settings
  const folded = props.kind.settings.filter((field) => !open.includes(field))
  const draw = (field: Field) => (
    <SettingField
      key={field.key}
      field={field}
      value={props.values[field.key]}
      change={props.change}
      isKept={props.kept.includes(field.key)}
    />
  )
  return (
    <>
      {open.map(draw)}
      <details>
        <summary>{words.more}</summary>
        {folded.map(draw)}
        {props.children}
      </details>
    </>
  )
}

function SettingField(props: {
  readonly field: Field
  readonly value: string | number | boolean | undefined
  readonly change: Change
  readonly isKept: boolean
}) {
  const words = useWords(SOURCE_WORDS)
  const { locale } = useLocale()
  const { field, value, change, isKept } = props
  const hint = field.hint?.[locale] ?? (field.example ? words.example({ text: field.example }) : undefined)
  const note = field.isRequired || ['switch', 'choice'].includes(field.kind) ? {} : { note: words.optional }
  return (
    <>
      <Labelled text={field.names[locale]} {...note}>
        <Control {...props} />
        {hint ? <span className="soft small break">{hint}</span> : null}
      </Labelled>
      {isKept && value !== '' ? (
        <Button size="small" onClick={() => change(field.key, '')} style={{ marginBottom: 16 }}>
          {words.dropSecret}
        </Button>
      ) : null}
    </>
  )
}

function Control({ field, value, change, isKept }: Parameters<typeof SettingField>[0]) {
  const words = useWords(SOURCE_WORDS)
  const { locale } = useLocale()
  const { key, kind, choices = [], most = 2000, least = 0, fallback } = field
  const text = String(value ?? '')
  switch (kind) {
    case 'switch':
      return <Switch checked={Boolean(value ?? fallback)} onChange={(on) => change(key, on)} />
    case 'choice':
      return (
        <Select
          value={String(value ?? fallback ?? '')}
          onChange={(chosen) => change(key, chosen)}
          options={choices.map((choice) => ({ value: choice.value, label: choice.names[locale] }))}
          style={{ width: '100%' }}
        />
      )
    case 'number':
      return (
        <InputNumber
          value={Number(value ?? fallback ?? least)}
          min={least}
          max={most}
          onChange={(number) => change(key, number ?? undefined)}
        />
      )
    case 'secret':
      return (
        <Input.Password
          value={text}
          maxLength={most}
          autoComplete="new-password"
          placeholder={isKept ? (value === '' ? words.secretDropped : words.keepSecret) : ''}
          onChange={({ target }) => change(key, target.value === '' ? undefined : target.value)}
        />
      )
    default:
      return (
        <Input
          value={text}
          maxLength={most}
          inputMode={kind === 'address' ? 'url' : 'text'}
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => change(key, target.value === '' ? undefined : target.value)}
        />
      )
  }
}
