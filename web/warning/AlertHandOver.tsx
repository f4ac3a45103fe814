import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal, Radio } from 'antd'
import { useState } from 'react'
import type { Person } from '../../server/access/schema.ts'
import type { AlertCard } from '../../server/warning/schema.ts'
import { useMe } from '../access/me.ts'
import { get, post } from '../api.ts'
import { Asked, RefusalText } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { ALERT_WORDS } from './alert-words.ts'

type Props = { readonly alert: AlertCard; readonly isOpen: boolean; readonly close: () => void }

/** Gives an alert to a colleague. Who may not handle alerts is refused by the server, and the dialog says so. */
export function HandOverDialog({ alert, isOpen, close }: Props) {
  const words = useWords(ALERT_WORDS)
  const ui = useWords(UI_WORDS)
  const queries = useQueryClient()
  const [toId, setTo] = useState<string>()
  const [reason, setReason] = useState('')
  const send = useMutation({
    mutationFn: () => post<AlertCard>(`/api/alerts/${alert.id}/handover`, { toId, reason: reason.trim() }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['alert', alert.id] })
      void queries.invalidateQueries({ queryKey: ['alerts'] })
      close()
    },
  })
  return (
    <Modal open={isOpen} onCancel={close} title={words.handOverTo} footer={null} destroyOnHidden>
      <Colleagues chosen={toId} choose={setTo} />
      <Input.TextArea
        rows={2}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        placeholder={words.handOverWhy}
        aria-label={words.handOverWhy}
      />
      {send.error ? <RefusalText error={send.error} /> : null}
      <div className="dialog-verbs">
        <Button onClick={close}>{ui.cancel}</Button>
        <Button type="primary" disabled={!toId} loading={send.isPending} onClick={() => send.mutate()}>
          {words.handOver}
        </Button>
      </div>
    </Modal>
  )
}

function Colleagues({
  chosen,
  choose,
}: {
  readonly chosen: string | undefined
  readonly choose: (id: string) => void
}) {
  const words = useWords(ALERT_WORDS)
  const { person } = useMe()
  const people = useQuery({ queryKey: ['people'], queryFn: ({ signal }) => get<Person[]>('/api/people', {}, signal) })
  return (
    <Asked query={people}>
      {(all) => {
        const others = all.filter(({ id, isDisabled, hasJoined }) => id !== person.id && !isDisabled && hasJoined)
        if (others.length === 0) return <p className="soft">{words.nobody}</p>
        return (
          <Radio.Group value={chosen} onChange={(event) => choose(event.target.value)} className="radio-list">
            {others.map(({ id, name }) => (
              <Radio key={id} value={id}>
                {name}
              </Radio>
            ))}
          </Radio.Group>
        )
      }}
    </Asked>
  )
}
