import { useState } from 'react'
import { Link } from 'react-router'
import { RefusalText } from '../ui/Asked.tsx'
import { useLocale, useWords } from '../ui/LocaleProvider.tsx'
import { Door, Field, PasswordField, Submit } from './Door.tsx'
import { useDoor, useHashToken } from './use-door.ts'
import { DOOR_WORDS } from './words.ts'

const OWN_ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone
const FIRST_ZONES = ['Asia/Shanghai', 'Asia/Hong_Kong', 'Asia/Taipei', 'Asia/Macau', 'Asia/Singapore']

/** What the one-time link of the console opens: the organisation and its first administrator. */
export function SetupPage() {
  const words = useWords(DOOR_WORDS)
  const token = useHashToken()
  if (token === '') {
    return (
      <Door title={words.setupTitle} note={words.noToken}>
        <Link to="/sign-in">{words.toSignIn}</Link>
      </Door>
    )
  }
  return (
    <Door title={words.setupTitle} note={words.setupNote}>
      <Form token={token} />
    </Door>
  )
}

function Form({ token }: { readonly token: string }) {
  const words = useWords(DOOR_WORDS)
  const { locale } = useLocale()
  const [organisation, setOrganisation] = useState('')
  const [zone, setZone] = useState(OWN_ZONE === 'UTC' ? 'Asia/Shanghai' : OWN_ZONE)
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const setUp = useDoor('/api/setup')
  const zones = [...new Set([...FIRST_ZONES, ...Intl.supportedValuesOf('timeZone')])]
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        const trimmed = { organisation: organisation.trim(), name: name.trim(), email: email.trim() }
        setUp.mutate({ token, zone: zone.trim(), password, locale, ...trimmed })
      }}
    >
      <Field label={words.organisation} value={organisation} change={setOrganisation} autoComplete="organization" />
      <Field label={words.zone} value={zone} change={setZone} hint={words.zoneHint} list={zones} />
      <Field label={words.yourName} value={name} change={setName} autoComplete="name" />
      <Field label={words.email} value={email} change={setEmail} type="email" autoComplete="username" />
      <PasswordField
        label={words.password}
        value={password}
        change={setPassword}
        autoComplete="new-password"
        hint={words.passwordHint}
      />
      {setUp.error ? (
        <div role="alert" className="door-trouble">
          <RefusalText error={setUp.error} />
        </div>
      ) : null}
      <Submit isBusy={setUp.isPending}>{words.create}</Submit>
    </form>
  )
}
