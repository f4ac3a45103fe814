import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal, Radio } from 'antd'
import { useState } from 'react'
import { Link, useNavigate, useSearchParams } from 'react-router'
import type { AlertCard, FalseAlarmReason } from '../../server/warning/schema.ts'
import { useMay, useMe } from '../access/me.ts'
import { post, serverNow } from '../api.ts'
import { HandOverDialog } from '../oncall/HandOverDialog.tsx'
import { RefusalText } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { ALERT_WORDS } from './alert-words.ts'
import { WARNING_WORDS } from './words.ts'

const REASONS: readonly FalseAlarmReason[] = ['campaign', 'homonym', 'spam', 'ordinary', 'wrong_sentiment', 'other']
type Page = { alert: AlertCard }

/** The verbs, big enough for a thumb; each says what it does. What has been done is not offered again. */
export function AlertVerbs({ alert }: { readonly alert: AlertCard }) {
  const words = useWords(WARNING_WORDS)
  const own = useWords(ALERT_WORDS)
  const may = useMay()
  const navigate = useNavigate()
  const [search] = useSearchParams()
  const [asking, setAsking] = useState<'false' | 'resolve' | 'hand' | undefined>(
    search.get('ask') === 'false' ? 'false' : undefined,
  )
  const acknowledge = useVerb(alert, 'acknowledgement', 'acknowledged')
  const investigate = useVerb(alert, 'investigation', 'investigating')
  if (alert.crisisId) {
    return (
      <div className="verbs">
        <Link className="verb verb-link" to={`/crises/${alert.crisisId}`}>
          <strong>{words.toCrisis}</strong>
        </Link>
      </div>
    )
  }
  if (!['open', 'acknowledged', 'investigating'].includes(alert.state) || !may('alerts.handle')) return null
  const error = acknowledge.error ?? investigate.error
  return (
    <>
      <div className="verbs alert-verbs">
        {alert.state === 'open' ? (
          <Verb
            kind="primary"
            text={words.acknowledge}
            note={words.acknowledgeNote}
            press={() => acknowledge.mutate({})}
          />
        ) : alert.state === 'acknowledged' ? (
          <Verb kind="plain" text={words.investigate} note="" press={() => investigate.mutate({})} />
        ) : null}
        {may('crises.declare') ? (
          <Verb
            kind="grave"
            text={words.declare}
            note={words.declareNote}
            press={() => navigate(`/alerts/${alert.id}/declaration`)}
          />
        ) : null}
        <Verb kind="plain" text={own.handOver} note={own.handOverNote} press={() => setAsking('hand')} />
        <Verb kind="plain" text={words.falseAlarm} note={words.falseAlarmNote} press={() => setAsking('false')} />
        <Verb kind="plain" text={words.resolve} note={words.resolveNote} press={() => setAsking('resolve')} />
      </div>
      {error ? (
        <div role="alert" className="verb-trouble">
          <RefusalText error={error} />
        </div>
      ) : null}
      <FalseAlarmDialog alert={alert} isOpen={asking === 'false'} close={() => setAsking(undefined)} />
      <HandOverDialog alert={alert} isOpen={asking === 'hand'} close={() => setAsking(undefined)} />
      <ResolveDialog alert={alert} isOpen={asking === 'resolve'} close={() => setAsking(undefined)} />
    </>
  )
}

function Verb(props: {
  readonly kind: string
  readonly text: string
  readonly note: string
  readonly press: () => void
}) {
  return (
    <button type="button" className={`verb verb-${props.kind}`} onClick={props.press}>
      <strong>{props.text}</strong>
      {props.note ? <span>{props.note}</span> : null}
    </button>
  )
}

/** Acknowledging feels instant: shown at once, taken back with the reason where the server refuses. */
function useVerb(alert: AlertCard, noun: string, to?: AlertCard['state']) {
  const queries = useQueryClient()
  const { person } = useMe()
  const key = ['alert', alert.id]
  return useMutation({
    mutationFn: (body: object) => post<AlertCard>(`/api/alerts/${alert.id}/${noun}`, body),
    onMutate: () => {
      const before = queries.getQueryData<Page>(key)
      if (before && to) {
        const mine = { acknowledgedBy: alert.acknowledgedBy ?? person.name, acknowledgedAt: serverNow().toISOString() }
        queries.setQueryData<Page>(key, { ...before, alert: { ...before.alert, state: to, ...mine } })
      }
      return before
    },
    onError: (_error, _body, before) => queries.setQueryData(key, before),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: key })
      void queries.invalidateQueries({ queryKey: ['alerts'] })
    },
  })
}

type DialogProps = { readonly alert: AlertCard; readonly isOpen: boolean; readonly close: () => void }

function FalseAlarmDialog({ alert, isOpen, close }: DialogProps) {
  const words = useWords(WARNING_WORDS)
  const ui = useWords(UI_WORDS)
  const [reasonCode, setReason] = useState<FalseAlarmReason>()
  const [note, setNote] = useState('')
  const send = useVerb(alert, 'false-alarm')
  const body = { reasonCode, ...(note.trim() ? { note: note.trim() } : {}) }
  return (
    <Modal open={isOpen} onCancel={close} title={words.falseTitle} footer={null} destroyOnHidden>
      <Radio.Group value={reasonCode} onChange={(event) => setReason(event.target.value)} className="radio-list">
        {REASONS.map((code) => (
          <Radio key={code} value={code}>
            {words[`reason_${code}`]}
          </Radio>
        ))}
      </Radio.Group>
      <Input.TextArea
        rows={2}
        value={note}
        onChange={(event) => setNote(event.target.value)}
        placeholder={words.note}
        aria-label={words.note}
      />
      {send.error ? <RefusalText error={send.error} /> : null}
      <div className="dialog-verbs">
        <Button onClick={close}>{ui.cancel}</Button>
        <Button
          type="primary"
          disabled={!reasonCode}
          loading={send.isPending}
          onClick={() => send.mutate(body, { onSuccess: close })}
        >
          {words.falseAlarm}
        </Button>
      </div>
    </Modal>
  )
}

function ResolveDialog({ alert, isOpen, close }: DialogProps) {
  const words = useWords(WARNING_WORDS)
  const ui = useWords(UI_WORDS)
  const [note, setNote] = useState('')
  const send = useVerb(alert, 'resolution')
  return (
    <Modal open={isOpen} onCancel={close} title={words.noteWanted} footer={null} destroyOnHidden>
      <Input.TextArea
        rows={3}
        value={note}
        onChange={(event) => setNote(event.target.value)}
        aria-label={words.noteWanted}
      />
      {send.error ? <RefusalText error={send.error} /> : null}
      <div className="dialog-verbs">
        <Button onClick={close}>{ui.cancel}</Button>
        <Button
          type="primary"
          disabled={note.trim() === ''}
          loading={send.isPending}
          onClick={() => send.mutate({ note: note.trim() }, { onSuccess: close })}
        >
          {words.resolve}
        </Button>
      </div>
    </Modal>
  )
}
