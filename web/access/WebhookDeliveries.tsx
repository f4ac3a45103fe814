import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Drawer } from 'antd'
import type { Delivery, Webhook } from '../../server/access/webhook-schema.ts'
import { get, post, serverNow } from '../api.ts'
import { Asked, RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty, Tag } from '../ui/Pieces.tsx'
import { DELIVERY_WORDS, KIND_WORDS, WEBHOOK_WORDS } from './webhook-words.ts'

const TAGS = { waiting: 'plain', sending: 'plain', sent: 'good', failed: 'warn', 'set-aside': 'warn' } as const

/** What was sent lately, and what was answered. */
export function WebhookDeliveries({ webhook, close }: { readonly webhook: Webhook; readonly close: () => void }) {
  const words = useWords(WEBHOOK_WORDS)
  const deliveries = useQuery({
    queryKey: ['webhooks', webhook.id, 'deliveries'],
    queryFn: ({ signal }) => get<Delivery[]>(`/api/webhooks/${webhook.id}/deliveries`, {}, signal),
    // Whoever has just sent a test waits for its answer.
    refetchInterval: 2000,
  })
  return (
    <Drawer open onClose={close} size="large" title={`${words.deliveries} · ${webhook.name}`}>
      <Asked query={deliveries}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={words.noDeliveries} />
          ) : (
            <ul className="plain-list">
              {rows.map((delivery) => (
                <DeliveryRow key={delivery.id} webhook={webhook} delivery={delivery} />
              ))}
            </ul>
          )
        }
      </Asked>
    </Drawer>
  )
}

function DeliveryRow({ webhook, delivery }: { readonly webhook: Webhook; readonly delivery: Delivery }) {
  const words = useWords(WEBHOOK_WORDS)
  const states = useWords(DELIVERY_WORDS)
  const kinds = useWords(KIND_WORDS)
  const format = useFormat()
  const queries = useQueryClient()
  const again = useMutation({
    mutationFn: () => post(`/api/webhooks/${webhook.id}/deliveries/${delivery.id}/retrial`),
    onSettled: () => queries.invalidateQueries({ queryKey: ['webhooks'] }),
  })
  const kind = Object.hasOwn(kinds, delivery.kind) ? kinds[delivery.kind as keyof typeof kinds] : words.test
  const facts = [
    format.seconds(delivery.at),
    words.tries({ n: delivery.attempts }),
    delivery.status === null ? undefined : words.answered({ status: delivery.status }),
    delivery.nextAt === null ? undefined : words.next({ time: format.moment(delivery.nextAt, serverNow()) }),
  ]
  const answer = delivery.error ?? delivery.answer
  return (
    <li className="delivery">
      <div>
        <div className="row-tags">
          <strong>{kind}</strong>
          <Tag kind={TAGS[delivery.state]}>{states[delivery.state]}</Tag>
        </div>
        <div className="soft small figures">{facts.filter(Boolean).join(' · ')}</div>
        {answer ? <code className="expression">{answer}</code> : null}
        <div className="soft small mono break">{delivery.messageId}</div>
        {again.error ? <RefusalText error={again.error} /> : null}
      </div>
      {delivery.state === 'waiting' || delivery.state === 'sending' ? null : (
        <Button loading={again.isPending} onClick={() => again.mutate()}>
          {words.again}
        </Button>
      )}
    </li>
  )
}
