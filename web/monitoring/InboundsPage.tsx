import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal, Radio } from 'antd'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import type { Inbound } from '../../server/monitoring/inbound-schema.ts'
import { useMay } from '../access/me.ts'
import { OnceShown } from '../access/OnceShown.tsx'
import { get, post, serverNow } from '../api.ts'
import { Asked, RefusalText, Trouble } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useNow } from '../ui/hooks.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty, Labelled, PageHead, Tag } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { INBOUND_WORDS, WRONG_WORDS } from './inbound-words.ts'

/** Addresses to which other programs send posts by themselves. */
export function InboundsPage() {
  const may = useMay()
  return may('sources.manage') ? <Inbounds /> : <Trouble error={{ code: 'forbidden' }} />
}

function Inbounds() {
  const words = useWords(INBOUND_WORDS)
  const navigate = useNavigate()
  const [isOpen, setOpen] = useState(false)
  const [made, setMade] = useState<{ inbound: Inbound; secret: string }>()
  const now = useNow(10_000, serverNow)
  const inbounds = useQuery({
    queryKey: ['inbound'],
    queryFn: ({ signal }) => get<Inbound[]>('/api/inbound-webhooks', {}, signal),
    refetchInterval: 30_000,
  })
  const add = (
    <Button type="primary" onClick={() => setOpen(true)}>
      {words.add}
    </Button>
  )
  return (
    <>
      <PageHead title={words.title} note={words.note}>
        <Link to="/sources" className="plain-link">
          {words.back}
        </Link>
        {add}
      </PageHead>
      <Asked query={inbounds}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={words.none}>
              <p>{words.note}</p>
              {add}
            </Empty>
          ) : (
            <ul className="rows">
              {rows.map((inbound) => (
                <InboundRow key={inbound.id} inbound={inbound} now={now} />
              ))}
            </ul>
          )
        }
      </Asked>
      <NewDialog isOpen={isOpen} close={() => setOpen(false)} done={setMade} />
      <OnceShown
        value={made?.secret}
        title={words.secretTitle}
        note={words.secretNote}
        close={() => void navigate(`/sources/webhooks/${made?.inbound.id ?? ''}`)}
      />
    </>
  )
}

function InboundRow({ inbound, now }: { readonly inbound: Inbound; readonly now: Date }) {
  const words = useWords(INBOUND_WORDS)
  const format = useFormat()
  return (
    <li>
      <Link to={`/sources/webhooks/${inbound.id}`} className="row-link">
        <span className="row-tags">
          <strong className="row-title">{inbound.source}</strong>
          {inbound.isPaused ? <Tag kind="warn">{words.paused}</Tag> : null}
          <Tag kind="plain">{words[inbound.scheme]}</Tag>
        </span>
        <span className="soft small">
          {inbound.lastAt ? words.lastAt({ time: format.moment(inbound.lastAt, now) }) : words.never}
        </span>
        <WrongNote inbound={inbound} now={now} />
      </Link>
    </li>
  )
}

/** Only what is newer than the last message that was believed: else the sender has been put right. */
export function WrongNote({ inbound, now }: { readonly inbound: Inbound; readonly now: Date }) {
  const words = useWords(INBOUND_WORDS)
  const whys = useWords(WRONG_WORDS)
  const format = useFormat()
  const { wrong, lastAt } = inbound
  if (!wrong || (lastAt !== null && lastAt > wrong.at)) return null
  return (
    <span className="warn-note small" style={{ display: 'block', margin: '8px 0' }}>
      {words.wrong({ time: format.moment(wrong.at, now), why: whys[wrong.why] })}
    </span>
  )
}

const SCHEMES = ['standard', 'sha256', 'hub'] as const

function NewDialog(props: {
  readonly isOpen: boolean
  readonly close: () => void
  readonly done: (made: { inbound: Inbound; secret: string }) => void
}) {
  const words = useWords(INBOUND_WORDS)
  const ui = useWords(UI_WORDS)
  const queries = useQueryClient()
  const [source, setSource] = useState('')
  const [scheme, setScheme] = useState<Inbound['scheme']>('standard')
  const make = useMutation({
    mutationFn: () =>
      post<{ inbound: Inbound; secret: string }>('/api/inbound-webhooks', { source: source.trim(), scheme }),
    onSuccess: (made) => {
      props.done(made)
      props.close()
      setSource('')
      void queries.invalidateQueries({ queryKey: ['inbound'] })
    },
  })
  return (
    <Modal open={props.isOpen} onCancel={props.close} title={words.add} footer={null} destroyOnHidden>
      <Labelled text={words.name} note={words.nameNote}>
        <Input
          value={source}
          maxLength={100}
          placeholder={words.nameHint}
          onChange={(event) => setSource(event.target.value)}
        />
      </Labelled>
      <fieldset className="field">
        <legend>{words.scheme}</legend>
        <Radio.Group
          className="radio-list"
          value={scheme}
          onChange={(event) => setScheme(event.target.value as Inbound['scheme'])}
          options={SCHEMES.map((value) => ({ value, label: words[value] }))}
        />
        <p className="soft small">{words[`${scheme}Note`]}</p>
      </fieldset>
      {make.error ? <RefusalText error={make.error} /> : null}
      <div className="dialog-verbs">
        <Button onClick={props.close}>{ui.cancel}</Button>
        <Button type="primary" disabled={source.trim() === ''} loading={make.isPending} onClick={() => make.mutate()}>
          {words.add}
        </Button>
      </div>
    </Modal>
  )
}
