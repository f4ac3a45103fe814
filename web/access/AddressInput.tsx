import { Input } from 'antd'
import type { ReactNode } from 'react'
import type { PersonAddresses } from '../../server/access/channel-schema.ts'
import { useLocale, useWords } from '../ui/LocaleProvider.tsx'
import { Labelled, Tag } from '../ui/Pieces.tsx'
import { OWN_CHANNEL_WORDS } from './own-channel-words.ts'

/** By what somebody is reached over a kind of channel, as its notifier states it. */
export function AddressInput(props: {
  readonly field: PersonAddresses['addresses'][number]['field']
  readonly value: string
  readonly change: (value: string) => void
  readonly children?: ReactNode
}) {
  const { locale } = useLocale()
  const { field, value, change, children } = props
  return (
    <Labelled text={field.names[locale]}>
      <Input
        value={value}
        maxLength={field.mostLength ?? 500}
        placeholder={field.example ?? ''}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => change(target.value)}
      />
      {field.hint ? <span className="soft small">{field.hint[locale]}</span> : null}
      {children}
    </Labelled>
  )
}

export function Confirmed({ isConfirmed }: { readonly isConfirmed: boolean }) {
  const words = useWords(OWN_CHANNEL_WORDS)
  return <Tag kind={isConfirmed ? 'good' : 'plain'}>{isConfirmed ? words.confirmed : words.unconfirmed}</Tag>
}
