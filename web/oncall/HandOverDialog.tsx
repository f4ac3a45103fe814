import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal, Radio } from 'antd'
import { useState } from 'react'
import type { HandoverPeople } from '../../server/warning/handover-schema.ts'
import { get, post } from '../api.ts'
import { Asked, RefusalText } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Tag } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { HAND_OVER_WORDS } from './hand-over-words.ts'
import { ONCALL_KEY } from './use-oncall.ts'

type Props = { readonly alert: { readonly id: string }; readonly isOpen: boolean; readonly close: () => void }
type How = 'notice' | 'call'
const NEXT = 'next'

/** Gives an alert to a colleague who may handle alerts, by a notice or by a call; a call may also go to whoever is next on call. */
export function HandOverDialog({ alert, isOpen, close }: Props) {
  const words = useWords(HAND_OVER_WORDS)
  return (
    <Modal open={isOpen} onCancel={close} title={words.title} footer={null} destroyOnHidden>
      <People alertId={alert.id} close={close} />
    </Modal>
  )
}

function People({ alertId, close }: { readonly alertId: string; readonly close: () => void }) {
  const people = useQuery({
    queryKey: ['alert', alertId, 'handover-people'],
    queryFn: ({ signal }) => get<HandoverPeople>(`/api/alerts/${alertId}/handover-people`, {}, signal),
  })
  return <Asked query={people}>{(data) => <Form alertId={alertId} people={data} close={close} />}</Asked>
}

function Form(props: { readonly alertId: string; readonly people: HandoverPeople; readonly close: () => void }) {
  const { alertId, close } = props
  const { people, next } = props.people
  const words = useWords(HAND_OVER_WORDS)
  const ui = useWords(UI_WORDS)
  const [how, setHow] = useState<How>(next ? 'call' : 'notice')
  const [chosen, setChosen] = useState<string | undefined>(next ? NEXT : undefined)
  const [reason, setReason] = useState('')
  const send = useHandOver(alertId, close)
  if (people.length === 0 && !next) return <p className="soft">{words.nobody}</p>
  // Only a call finds the next on call by itself; a notice goes to somebody who is named.
  const toId = chosen === NEXT ? (how === 'notice' ? next?.id : undefined) : chosen
  const name = chosen === NEXT ? next?.name : people.find(({ id }) => id === chosen)?.name
  const isNextHandler = next !== null && people.some(({ id }) => id === next.id)
  const isPossible = name !== undefined && (how === 'call' || chosen !== NEXT || isNextHandler)
  return (
    <>
      <Who people={props.people} chosen={chosen} choose={setChosen} />
      <HowChoice how={how} choose={setHow} />
      <Input.TextArea
        rows={2}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        placeholder={words.why}
        aria-label={words.why}
      />
      {send.error ? <RefusalText error={send.error} /> : null}
      <div className="dialog-verbs">
        <Button onClick={close}>{ui.cancel}</Button>
        <Button
          type="primary"
          disabled={!isPossible}
          loading={send.isPending}
          onClick={() => send.mutate({ how, toId, reason: reason.trim() })}
        >
          {how === 'call' && name !== undefined ? words.call({ name }) : words.handOver}
        </Button>
      </div>
    </>
  )
}

function useHandOver(alertId: string, done: () => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ how, toId, reason }: { how: How; toId: string | undefined; reason: string }) =>
      post(`/api/alerts/${alertId}/${how === 'call' ? 'handover-call' : 'handover'}`, {
        ...(toId === undefined ? {} : { toId }),
        reason,
      }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['alert', alertId] })
      void queries.invalidateQueries({ queryKey: ['alerts'] })
      void queries.invalidateQueries({ queryKey: ONCALL_KEY })
      done()
    },
  })
}

function Who(props: {
  readonly people: HandoverPeople
  readonly chosen: string | undefined
  readonly choose: (id: string) => void
}) {
  const words = useWords(HAND_OVER_WORDS)
  const { people, next } = props.people
  return (
    <Radio.Group
      value={props.chosen}
      onChange={(event) => props.choose(event.target.value)}
      className="radio-list"
      aria-label={words.title}
    >
      {next ? <Radio value={NEXT}>{words.next({ name: next.name })}</Radio> : <p className="soft">{words.noNext}</p>}
      {people.map(({ id, name, isOnCall }) => (
        <Radio key={id} value={id}>
          {name} {isOnCall ? <Tag kind="plain">{words.onCall}</Tag> : null}
        </Radio>
      ))}
    </Radio.Group>
  )
}

function HowChoice({ how, choose }: { readonly how: How; readonly choose: (how: How) => void }) {
  const words = useWords(HAND_OVER_WORDS)
  const ways: [How, string, string][] = [
    ['call', words.asCall, words.asCallNote],
    ['notice', words.asNotice, words.asNoticeNote],
  ]
  return (
    <fieldset className="field">
      <legend>{words.how}</legend>
      <Radio.Group value={how} onChange={(event) => choose(event.target.value)} className="radio-list">
        {ways.map(([value, text, note]) => (
          <Radio key={value} value={value}>
            {text} <span className="soft small">{note}</span>
          </Radio>
        ))}
      </Radio.Group>
    </fieldset>
  )
}
