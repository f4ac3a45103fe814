import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input, Modal } from 'antd'
import { useState } from 'react'
import type { Person } from '../../server/access/schema.ts'
import { post, put } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Labelled } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { ACCESS_WORDS, ROLE_NOTES, ROLE_WORDS } from './words.ts'

type Role = Person['roles'][number]
const FIRST_ROLES: readonly Role[] = ['analyst']

export function InviteDialog(props: {
  readonly isOpen: boolean
  readonly close: () => void
  readonly done: (made: { name: string; link: string }) => void
}) {
  const words = useWords(ACCESS_WORDS)
  const ui = useWords(UI_WORDS)
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [roles, setRoles] = useState<readonly Role[]>(FIRST_ROLES)
  // The next colleague begins anew: roles left over from the last one would be given unseen.
  const close = () => {
    props.close()
    setName('')
    setEmail('')
    setRoles(FIRST_ROLES)
    invite.reset()
  }
  const invite = useMutation({
    mutationFn: () =>
      post<{ person: Person; link: string }>('/api/people', { name: name.trim(), email: email.trim(), roles }),
    onSuccess: ({ link }) => {
      props.done({ name: name.trim(), link })
      close()
      void queries.invalidateQueries({ queryKey: ['people'] })
    },
  })
  return (
    <Modal open={props.isOpen} onCancel={close} title={words.inviteTitle} footer={null} destroyOnHidden>
      <Labelled text={words.name}>
        <Input value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
      </Labelled>
      <Labelled text={words.email}>
        <Input type="email" value={email} maxLength={254} onChange={(event) => setEmail(event.target.value)} />
      </Labelled>
      <RoleChoice roles={roles} choose={setRoles} />
      {invite.error ? <RefusalText error={invite.error} /> : null}
      <div className="dialog-verbs">
        <Button onClick={close}>{ui.cancel}</Button>
        <Button
          type="primary"
          disabled={name.trim() === '' || email.trim() === '' || roles.length === 0}
          loading={invite.isPending}
          onClick={() => invite.mutate()}
        >
          {words.invite}
        </Button>
      </div>
    </Modal>
  )
}

function RoleChoice({
  roles,
  choose,
}: {
  readonly roles: readonly Role[]
  readonly choose: (roles: readonly Role[]) => void
}) {
  const words = useWords(ACCESS_WORDS)
  const names = useWords(ROLE_WORDS)
  const notes = useWords(ROLE_NOTES)
  return (
    <fieldset className="field">
      <legend>{words.roles}</legend>
      <Checkbox.Group value={[...roles]} onChange={(chosen) => choose(chosen as Role[])} className="radio-list">
        {(Object.keys(names) as Role[]).map((role) => (
          <Checkbox key={role} value={role}>
            {names[role]} <span className="soft small">{notes[role]}</span>
          </Checkbox>
        ))}
      </Checkbox.Group>
    </fieldset>
  )
}

export function RolesDialog({ person, close }: { readonly person: Person; readonly close: () => void }) {
  const words = useWords(ACCESS_WORDS)
  const ui = useWords(UI_WORDS)
  const queries = useQueryClient()
  const [roles, setRoles] = useState<readonly Role[]>(person.roles)
  const save = useMutation({
    mutationFn: () => put(`/api/people/${person.id}/roles`, { roles }),
    onSuccess: () => {
      close()
      return queries.invalidateQueries({ queryKey: ['people'] })
    },
  })
  return (
    <Modal open onCancel={close} title={words.rolesTitle({ name: person.name })} footer={null}>
      <RoleChoice roles={roles} choose={setRoles} />
      {save.error ? <RefusalText error={save.error} /> : null}
      <div className="dialog-verbs">
        <Button onClick={close}>{ui.cancel}</Button>
        <Button type="primary" loading={save.isPending} onClick={() => save.mutate()}>
          {ui.save}
        </Button>
      </div>
    </Modal>
  )
}

export function DisableDialog({ person, close }: { readonly person: Person; readonly close: () => void }) {
  const words = useWords(ACCESS_WORDS)
  const ui = useWords(UI_WORDS)
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const disable = useMutation({
    mutationFn: () => post(`/api/people/${person.id}/disabling`, { reason: reason.trim() }),
    onSuccess: () => {
      close()
      return queries.invalidateQueries({ queryKey: ['people'] })
    },
  })
  return (
    <Modal open onCancel={close} title={words.disableTitle({ name: person.name })} footer={null}>
      <p>{words.disableNote}</p>
      <Labelled text={words.reason}>
        <Input value={reason} maxLength={2000} onChange={(event) => setReason(event.target.value)} />
      </Labelled>
      {disable.error ? <RefusalText error={disable.error} /> : null}
      <div className="dialog-verbs">
        <Button onClick={close}>{ui.cancel}</Button>
        <Button
          danger
          type="primary"
          disabled={reason.trim() === ''}
          loading={disable.isPending}
          onClick={() => disable.mutate()}
        >
          {words.disable}
        </Button>
      </div>
    </Modal>
  )
}
