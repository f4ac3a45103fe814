import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { post } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Door, PasswordField, Submit } from './Door.tsx'
import { useDoor, useHashToken } from './use-door.ts'
import { DOOR_WORDS } from './words.ts'

type Invited = { readonly name: string; readonly organisation: string }

export function InvitationPage() {
  const words = useWords(DOOR_WORDS)
  const token = useHashToken()
  const [password, setPassword] = useState('')
  const join = useDoor('/api/invitations')
  const invited = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => post<Invited>('/api/invitations/state', { token }),
    enabled: token !== '',
  })
  if (token === '' || invited.error) {
    return (
      <Door title={words.join}>
        <div role="alert" className="door-trouble">
          <RefusalText error={invited.error ?? { code: 'link-used' }} />
        </div>
        <Link to="/sign-in">{words.toSignIn}</Link>
      </Door>
    )
  }
  if (!invited.data) return <Door title={words.wait} />
  const { organisation, name } = invited.data
  return (
    <Door title={words.invited({ organisation })} note={words.invitedNote({ name })}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          join.mutate({ token, password })
        }}
      >
        <PasswordField
          label={words.newPassword}
          value={password}
          change={setPassword}
          autoComplete="new-password"
          hint={words.passwordHint}
        />
        {join.error ? (
          <div role="alert" className="door-trouble">
            <RefusalText error={join.error} />
          </div>
        ) : null}
        <Submit isBusy={join.isPending}>{words.join}</Submit>
      </form>
    </Door>
  )
}
