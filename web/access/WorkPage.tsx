import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { useState } from 'react'
import type { Failure } from '../../server/access/work-schema.ts'
import { get, post, remove, serverNow } from '../api.ts'
import { Asked, RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty, Labelled, PageHead, Tag } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { ACCESS_WORDS } from './words.ts'

type Asking = { readonly failure: Failure; readonly verb: 'retry' | 'drop' }

/** Work that was tried as often as it may be: a person tries it again or gives it up, each with a reason. */
export function WorkPage() {
  const words = useWords(ACCESS_WORDS)
  const [asking, setAsking] = useState<Asking>()
  const failures = useQuery({
    queryKey: ['failures'],
    queryFn: ({ signal }) => get<Failure[]>('/api/work/failures', {}, signal),
    refetchInterval: 30_000,
  })
  return (
    <>
      <PageHead title={words.workTitle} note={words.workNote} />
      <Asked query={failures}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={words.workNone} />
          ) : (
            <ul className="rows">
              {rows.map((failure) => (
                <FailureRow key={failure.id} failure={failure} ask={(verb) => setAsking({ failure, verb })} />
              ))}
            </ul>
          )
        }
      </Asked>
      {asking ? <ReasonDialog asking={asking} close={() => setAsking(undefined)} /> : null}
    </>
  )
}

function FailureRow({ failure, ask }: { readonly failure: Failure; readonly ask: (verb: Asking['verb']) => void }) {
  const words = useWords(ACCESS_WORDS)
  const format = useFormat()
  return (
    <li className="row-card track-row">
      <div>
        <strong className="row-title">{failure.name}</strong>{' '}
        <Tag kind="plain">{failure.kind === 'job' ? words.workJob : words.workOutgoing}</Tag>{' '}
        {failure.isDrill ? <Tag kind="drill">{words.drill}</Tag> : null}
        <div className="soft small">
          {words.workAt({ time: format.moment(failure.failedAt, serverNow()) })} ·{' '}
          {words.workTries({ n: failure.attempts })}
        </div>
        <code className="expression">{failure.error}</code>
      </div>
      <div className="row-verbs">
        <Button onClick={() => ask('retry')}>{words.workRetry}</Button>
        <Button danger onClick={() => ask('drop')}>
          {words.workDrop}
        </Button>
      </div>
    </li>
  )
}

function ReasonDialog({ asking, close }: { readonly asking: Asking; readonly close: () => void }) {
  const words = useWords(ACCESS_WORDS)
  const ui = useWords(UI_WORDS)
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const isRetry = asking.verb === 'retry'
  const path = `/api/work/failures/${asking.failure.id}`
  const act = useMutation({
    mutationFn: () => {
      const body = { reason: reason.trim() }
      return isRetry ? post(`${path}/retrial`, body) : remove(path, body)
    },
    onSuccess: () => {
      close()
      return queries.invalidateQueries({ queryKey: ['failures'] })
    },
  })
  const verb = isRetry ? words.workRetry : words.workDrop
  return (
    <Modal open onCancel={close} title={`${verb} · ${asking.failure.name}`} footer={null}>
      {isRetry ? null : <p>{words.workDropNote}</p>}
      <Labelled text={words.reason}>
        <Input value={reason} maxLength={2000} onChange={(event) => setReason(event.target.value)} />
      </Labelled>
      {act.error ? <RefusalText error={act.error} /> : null}
      <div className="dialog-verbs">
        <Button onClick={close}>{ui.cancel}</Button>
        <Button
          type="primary"
          danger={!isRetry}
          disabled={reason.trim() === ''}
          loading={act.isPending}
          onClick={() => act.mutate()}
        >
          {verb}
        </Button>
      </div>
    </Modal>
  )
}
