import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { useFormat } from './FormatProvider.tsx'
import { useTitle } from './hooks.ts'
import { useWords } from './LocaleProvider.tsx'
import { UI_WORDS } from './ui-words.ts'

/** A page's title with what can be done here. The title is what a screen reader hears first. */
export function PageHead(props: {
  readonly title: ReactNode
  readonly note?: ReactNode
  readonly children?: ReactNode
}) {
  useTitle(props.title)
  return (
    <header className="page-head">
      <div>
        <h1>{props.title}</h1>
        {props.note ? <p className="soft">{props.note}</p> : null}
      </div>
      {props.children ? <div className="page-verbs">{props.children}</div> : null}
    </header>
  )
}

export function Section(props: {
  readonly title?: ReactNode
  readonly aside?: ReactNode
  readonly children: ReactNode
  readonly className?: string
}) {
  return (
    <section className={`card ${props.className ?? ''}`}>
      {props.title ? (
        <div className="card-head">
          <h2>{props.title}</h2>
          {props.aside ? <div className="soft">{props.aside}</div> : null}
        </div>
      ) : null}
      {props.children}
    </section>
  )
}

/** What an empty place says: what would stand here, and what to do next. */
export function Empty(props: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <strong>{props.title}</strong>
      {props.children ? <div className="soft">{props.children}</div> : null}
    </div>
  )
}

export function Loading() {
  const words = useWords(UI_WORDS)
  return (
    <div className="loading" role="status" aria-label={words.loading}>
      <span className="bone" style={{ width: '40%' }} />
      <span className="bone" style={{ width: '85%' }} />
      <span className="bone" style={{ width: '65%' }} />
    </div>
  )
}

export function Tag(props: { readonly kind: string; readonly children: ReactNode; readonly title?: string }) {
  return (
    <span className={`tag tag-${props.kind}`} title={props.title}>
      {props.children}
    </span>
  )
}

/** A time for people, exact on hover and for machines. */
export function Moment({ at, now }: { readonly at: string; readonly now: Date }) {
  const format = useFormat()
  return (
    <time dateTime={at} title={`${format.full(at)} ${format.zoneName}`} className="figures">
      {format.moment(at, now)}
    </time>
  )
}

/** A number that opens the posts behind it. */
export function NumberLink({ to, children }: { readonly to: string; readonly children: ReactNode }) {
  return (
    <Link to={to} className="number-link figures">
      {children}
    </Link>
  )
}

export function ZoneNote() {
  const words = useWords(UI_WORDS)
  return <span className="soft small">{words.zone({ zone: useFormat().zoneName })}</span>
}

/** A name above a field, bound to it by holding it. */
export function Labelled(props: { readonly text: string; readonly note?: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is among the children
    <label className="field">
      <span>
        {props.text}
        {props.note ? <span className="soft small"> · {props.note}</span> : null}
      </span>
      {props.children}
    </label>
  )
}
