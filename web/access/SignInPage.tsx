import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { get } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Door, Field, PasswordField, Submit } from './Door.tsx'
import { useDoor, useHashToken } from './use-door.ts'
import { DOOR_WORDS } from './words.ts'

export function SignInPage() {
  const words = useWords(DOOR_WORDS)
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const signIn = useDoor('/api/sessions')
  const link = useDoor('/api/sessions/link')
  const token = useHashToken()
  const isSent = useRef(false)
  // The one-time link of a demonstration signs in by itself, and once: React mounts twice while one develops.
  useEffect(() => {
    if (token === '' || isSent.current) return
    isSent.current = true
    link.mutate({ token })
  }, [token, link.mutate])
  const setup = useQuery({ queryKey: ['setup'], queryFn: () => get<{ needed: boolean }>('/api/setup') })
  const error = signIn.error ?? link.error
  if (link.isPending) return <Door title={words.wait} />
  if (setup.data?.needed) return <Door title={words.setupTitle} note={words.setupNeeded} />
  return (
    <Door title={words.signIn}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          signIn.mutate({ email: email.trim(), password })
        }}
      >
        <Field label={words.email} value={email} change={setEmail} type="email" autoComplete="username" />
        <PasswordField label={words.password} value={password} change={setPassword} autoComplete="current-password" />
        {error ? (
          <div role="alert" className="door-trouble">
            <RefusalText error={error} />
          </div>
        ) : null}
        <Submit isBusy={signIn.isPending}>{words.signIn}</Submit>
      </form>
      <p className="soft small">{words.forgot}</p>
    </Door>
  )
}
