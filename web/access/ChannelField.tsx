import { Button, Input, Select } from 'antd'
import type { NotifierField } from '../../server/access/channel-schema.ts'
import { useLocale, useWords } from '../ui/LocaleProvider.tsx'
import { Labelled } from '../ui/Pieces.tsx'
import { CLEARED } from './channel-draft.ts'
import { CHANNEL_WORDS } from './channel-words.ts'

type Props = {
  readonly field: NotifierField
  readonly value: string
  /** of a secret: one is stored */
  readonly isKept: boolean
  /** of a secret: what is stored would go elsewhere */
  readonly isAskedAgain: boolean
  readonly change: (value: string) => void
}

export function ChannelField(props: Props) {
  const words = useWords(CHANNEL_WORDS)
  const { locale } = useLocale()
  const { field, value, isKept, isAskedAgain, change } = props
  const isSecret = field.kind === 'secret'
  const isOptional = !field.isRequired && !['choice', 'number'].includes(field.kind)
  const hint = isSecret && isKept && isAskedAgain && value === '' ? words.again : field.hint?.[locale]
  return (
    <Labelled text={field.names[locale]} {...(isOptional ? { note: words.optional } : {})}>
      <Control {...props} />
      {hint ? <span className="soft small">{hint}</span> : null}
      {isSecret && isKept && value !== CLEARED ? (
        <Button type="link" size="small" onClick={() => change(CLEARED)}>
          {words.clear}
        </Button>
      ) : null}
    </Labelled>
  )
}

function Control({ field, value, isKept, isAskedAgain, change }: Props) {
  const words = useWords(CHANNEL_WORDS)
  const { locale } = useLocale()
  const { kind, choices, example, mostLength } = field
  switch (kind) {
    case 'choice':
      return (
        <Select
          value={value}
          onChange={change}
          options={choices.map((choice) => ({ value: choice.value, label: choice.names[locale] }))}
          style={{ width: '100%' }}
          aria-label={field.names[locale]}
        />
      )
    case 'secret':
      return (
        <Input.Password
          value={value === CLEARED ? '' : value}
          onChange={(event) => change(event.target.value)}
          // Not the password of whoever sits here.
          autoComplete="new-password"
          placeholder={value === CLEARED ? words.cleared : isKept && !isAskedAgain ? words.kept : ''}
        />
      )
    case 'long':
      return (
        <Input.TextArea
          value={value}
          onChange={(event) => change(event.target.value)}
          placeholder={example ?? ''}
          autoSize={{ minRows: 1, maxRows: 6 }}
          spellCheck={false}
        />
      )
    default:
      return (
        <Input
          value={value}
          onChange={(event) => change(event.target.value)}
          placeholder={example ?? ''}
          {...(mostLength === null ? {} : { maxLength: mostLength })}
          inputMode={kind === 'number' ? 'numeric' : kind === 'address' ? 'email' : 'text'}
          autoComplete="off"
          spellCheck={false}
        />
      )
  }
}
