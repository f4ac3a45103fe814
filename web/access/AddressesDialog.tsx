import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Modal } from 'antd'
import { useState } from 'react'
import type { PersonAddresses } from '../../server/access/channel-schema.ts'
import type { Person } from '../../server/access/schema.ts'
import { get, put } from '../api.ts'
import { Asked, RefusalText } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { AddressInput, Confirmed } from './AddressInput.tsx'
import { ACCESS_WORDS } from './words.ts'

/** An administrator writes down by what somebody is reached: on the first day nobody has done it themselves. */
export function AddressesDialog({ person, close }: { readonly person: Person; readonly close: () => void }) {
  const words = useWords(ACCESS_WORDS)
  const path = `/api/people/${person.id}/addresses`
  const found = useQuery({
    queryKey: ['addresses', person.id],
    queryFn: ({ signal }) => get<PersonAddresses>(path, {}, signal),
  })
  return (
    <Modal open onCancel={close} title={words.addressesTitle({ name: person.name })} footer={null}>
      <Asked query={found}>
        {({ addresses }) =>
          addresses.length === 0 ? (
            <Empty title={words.addressesNone}>{words.addressesNoneNote}</Empty>
          ) : (
            <Form path={path} addresses={addresses} close={close} />
          )
        }
      </Asked>
    </Modal>
  )
}

function Form(props: {
  readonly path: string
  readonly addresses: PersonAddresses['addresses']
  readonly close: () => void
}) {
  const ui = useWords(UI_WORDS)
  const { addresses } = props
  const [draft, setDraft] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(addresses.map(({ field, address }) => [field.key, address ?? ''])),
  )
  const save = useSaving(props.path, addresses, props.close)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate(draft)
      }}
    >
      {addresses.map(({ field, isConfirmed, address }) => (
        <AddressInput
          key={field.key}
          field={field}
          value={draft[field.key] ?? ''}
          change={(value) => setDraft((before) => ({ ...before, [field.key]: value }))}
        >
          {address === null ? null : (
            <span>
              <Confirmed isConfirmed={isConfirmed} />
            </span>
          )}
        </AddressInput>
      ))}
      {save.error ? <RefusalText error={save.error} /> : null}
      <div className="dialog-verbs">
        <Button onClick={props.close}>{ui.cancel}</Button>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {ui.save}
        </Button>
      </div>
    </form>
  )
}

/** Only what changed is sent: who looks at a form must not undo what another wrote meanwhile. */
function useSaving(path: string, addresses: PersonAddresses['addresses'], close: () => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (draft: Readonly<Record<string, string>>) => {
      const changed = addresses
        .map(({ field, address }) => [field.key, (draft[field.key] ?? '').trim(), address ?? ''] as const)
        .filter(([, now, before]) => now !== before)
      return put(path, { addresses: Object.fromEntries(changed.map(([key, now]) => [key, now === '' ? null : now])) })
    },
    onSuccess: () => {
      close()
      return Promise.all([['addresses'], ['reaches']].map((queryKey) => queries.invalidateQueries({ queryKey })))
    },
  })
}
