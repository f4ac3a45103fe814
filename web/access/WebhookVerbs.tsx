import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { useState } from 'react'
import type { Webhook } from '../../server/access/webhook-schema.ts'
import { post, remove } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Labelled } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { WEBHOOK_WORDS } from './webhook-words.ts'

type Verb = 'pause' | 'remove' | 'renew'

/** What can be done to one webhook. */
export function WebhookVerbs(props: {
  readonly webhook: Webhook
  readonly edit: () => void
  readonly look: () => void
  readonly made: (secret: string) => void
}) {
  const words = useWords(WEBHOOK_WORDS)
  const queries = useQueryClient()
  const [asking, setAsking] = useState<Verb>()
  const path = `/api/webhooks/${props.webhook.id}`
  const renewed = () => queries.invalidateQueries({ queryKey: ['webhooks'] })
  const test = useMutation({ mutationFn: () => post(`${path}/test`), onSuccess: props.look })
  const resume = useMutation({ mutationFn: () => remove(`${path}/pause`), onSettled: renewed })
  return (
    <div className="row-verbs">
      <Button loading={test.isPending} onClick={() => test.mutate()}>
        {words.test}
      </Button>
      <Button onClick={props.look}>{words.deliveries}</Button>
      <Button onClick={props.edit}>{words.edit}</Button>
      <Button onClick={() => setAsking('renew')}>{words.renew}</Button>
      {props.webhook.state === 'on' ? (
        <Button onClick={() => setAsking('pause')}>{words.pause}</Button>
      ) : (
        <Button type="primary" loading={resume.isPending} onClick={() => resume.mutate()}>
          {words.resume}
        </Button>
      )}
      <Button danger onClick={() => setAsking('remove')}>
        {words.remove}
      </Button>
      {test.error || resume.error ? <RefusalText error={test.error ?? resume.error} /> : null}
      {asking ? (
        <VerbDialog verb={asking} webhook={props.webhook} close={() => setAsking(undefined)} made={props.made} />
      ) : null}
    </div>
  )
}

function VerbDialog(props: {
  readonly verb: Verb
  readonly webhook: Webhook
  readonly close: () => void
  readonly made: (secret: string) => void
}) {
  const words = useWords(WEBHOOK_WORDS)
  const ui = useWords(UI_WORDS)
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const { verb, webhook } = props
  const path = `/api/webhooks/${webhook.id}`
  const act = useMutation({
    mutationFn: async () => {
      const body = { reason: reason.trim() }
      if (verb === 'pause') await post(`${path}/pause`, body)
      else if (verb === 'remove') await remove(path, body)
      else props.made((await post<{ secret: string }>(`${path}/secret`)).secret)
    },
    onSuccess: () => {
      props.close()
      return queries.invalidateQueries({ queryKey: ['webhooks'] })
    },
  })
  const note = { pause: words.pauseNote, remove: words.removeNote, renew: words.renewNote }[verb]
  const needsReason = verb !== 'renew'
  return (
    <Modal open onCancel={props.close} title={`${words[verb]} · ${webhook.name}`} footer={null}>
      <p>{note}</p>
      {needsReason ? (
        <Labelled text={words.reason}>
          <Input value={reason} maxLength={2000} onChange={(event) => setReason(event.target.value)} />
        </Labelled>
      ) : null}
      {act.error ? <RefusalText error={act.error} /> : null}
      <div className="dialog-verbs">
        <Button onClick={props.close}>{ui.cancel}</Button>
        <Button
          type="primary"
          danger={verb === 'remove'}
          disabled={needsReason && reason.trim() === ''}
          loading={act.isPending}
          onClick={() => act.mutate()}
        >
          {words[verb]}
        </Button>
      </div>
    </Modal>
  )
}
