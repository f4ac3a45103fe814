import { type ReactNode, useId, useState } from 'react'
import { useTitle } from '../ui/hooks.ts'
import { LanguageSwitch } from '../ui/LanguageSwitch.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { DOOR_WORDS } from './words.ts'

/** The frame of the pages before one is signed in. Plain inputs: these pages must be there at once, also on a poor connection. */
export function Door({
  title,
  note,
  children,
}: {
  readonly title: string
  readonly note?: string
  readonly children?: ReactNode
}) {
  const words = useWords(DOOR_WORDS)
  useTitle(title)
  return (
    <main className="door">
      <div className="door-card">
        <div className="door-brand">
          <span>
            <strong>{words.product}</strong> <span className="soft">{words.tagline}</span>
          </span>
          <LanguageSwitch />
        </div>
        <h1>{title}</h1>
        {note ? <p className="soft">{note}</p> : null}
        {children}
      </div>
    </main>
  )
}

type FieldProps = {
  readonly label: string
  readonly value: string
  readonly change: (value: string) => void
  readonly type?: string
  readonly autoComplete?: string
  readonly hint?: string
  readonly list?: readonly string[]
}

export function Field({ label, value, change, type = 'text', autoComplete, hint, list }: FieldProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="plain-input"
        type={type}
        value={value}
        required
        autoComplete={autoComplete}
        autoCapitalize="none"
        aria-describedby={hint ? `${id}-hint` : undefined}
        list={list ? `${id}-list` : undefined}
        onChange={(event) => change(event.target.value)}
      />
      {hint ? (
        <span id={`${id}-hint`} className="soft small">
          {hint}
        </span>
      ) : null}
      {list ? (
        <datalist id={`${id}-list`}>
          {list.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      ) : null}
    </div>
  )
}

/** A password can be shown: on a phone at night one mistypes. */
export function PasswordField(props: Omit<FieldProps, 'type' | 'list'>) {
  const words = useWords(DOOR_WORDS)
  const [isShown, setShown] = useState(false)
  return (
    <div className="password">
      <Field {...props} type={isShown ? 'text' : 'password'} />
      <button type="button" className="plain-button" aria-pressed={isShown} onClick={() => setShown(!isShown)}>
        {isShown ? words.hide : words.show}
      </button>
    </div>
  )
}

export function Submit({ isBusy, children }: { readonly isBusy: boolean; readonly children: string }) {
  const words = useWords(DOOR_WORDS)
  return (
    <button type="submit" className="door-submit" disabled={isBusy}>
      {isBusy ? words.wait : children}
    </button>
  )
}
