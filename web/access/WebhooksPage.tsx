import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import type { Webhook } from '../../server/access/webhook-schema.ts'
import { get, serverNow } from '../api.ts'
import { Asked, Trouble } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty, PageHead, Tag } from '../ui/Pieces.tsx'
import { useMay } from './me.ts'
import { OnceShown } from './OnceShown.tsx'
import { WebhookDeliveries } from './WebhookDeliveries.tsx'
import { WebhookDialog } from './WebhookDialog.tsx'
import { WebhookExample } from './WebhookExample.tsx'
import { WebhookVerbs } from './WebhookVerbs.tsx'
import { KIND_WORDS, STATE_WORDS, WEBHOOK_WORDS } from './webhook-words.ts'

export function WebhooksPage() {
  const may = useMay()
  return may('work.manage') ? <Webhooks /> : <Trouble error={{ code: 'forbidden' }} />
}

type Shown = { readonly what: 'new' } | { readonly what: 'edit' | 'deliveries'; readonly webhook: Webhook }

function Webhooks() {
  const words = useWords(WEBHOOK_WORDS)
  const [shown, setShown] = useState<Shown>()
  const [secret, setSecret] = useState<string>()
  const webhooks = useQuery({
    queryKey: ['webhooks'],
    queryFn: ({ signal }) => get<Webhook[]>('/api/webhooks', {}, signal),
    refetchInterval: 10_000,
  })
  const close = () => setShown(undefined)
  return (
    <>
      <PageHead title={words.title} note={words.note}>
        <Button type="primary" onClick={() => setShown({ what: 'new' })}>
          {words.add}
        </Button>
      </PageHead>
      <Asked query={webhooks}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={words.none} />
          ) : (
            <ul className="rows">
              {rows.map((webhook) => (
                <WebhookRow key={webhook.id} webhook={webhook} show={setShown} made={setSecret} />
              ))}
            </ul>
          )
        }
      </Asked>
      <WebhookExample />
      {shown?.what === 'new' ? <WebhookDialog webhook={undefined} close={close} made={setSecret} /> : null}
      {shown?.what === 'edit' ? <WebhookDialog webhook={shown.webhook} close={close} made={setSecret} /> : null}
      {shown?.what === 'deliveries' ? <WebhookDeliveries webhook={shown.webhook} close={close} /> : null}
      <OnceShown value={secret} title={words.secretTitle} note={words.secretNote} close={() => setSecret(undefined)} />
    </>
  )
}

function WebhookRow(props: {
  readonly webhook: Webhook
  readonly show: (shown: Shown) => void
  readonly made: (secret: string) => void
}) {
  const { webhook, show } = props
  const words = useWords(WEBHOOK_WORDS)
  const states = useWords(STATE_WORDS)
  const kinds = useWords(KIND_WORDS)
  return (
    <li className="row-card track-row">
      <div>
        <div className="row-tags">
          <strong className="row-title">{webhook.name}</strong>
          <Tag kind={webhook.state === 'on' ? 'plain' : 'warn'}>{states[webhook.state]}</Tag>
          {webhook.failingSince ? <Tag kind="warn">{words.failingTag}</Tag> : null}
          {webhook.kinds.map((kind) => (
            <Tag key={kind} kind="plain">
              {kinds[kind]}
            </Tag>
          ))}
        </div>
        <code className="expression">{webhook.url}</code>
        <div className="soft small">
          <LastResult webhook={webhook} />
        </div>
      </div>
      <WebhookVerbs
        webhook={webhook}
        edit={() => show({ what: 'edit', webhook })}
        look={() => show({ what: 'deliveries', webhook })}
        made={props.made}
      />
    </li>
  )
}

function LastResult({ webhook }: { readonly webhook: Webhook }) {
  const words = useWords(WEBHOOK_WORDS)
  const format = useFormat()
  const now = serverNow()
  const { state, stateReason, failingSince, lastError, lastOkAt } = webhook
  const whys = { gone: words.gone, failing: words.failingDays }
  const why = state === 'disabled' ? (whys[stateReason as keyof typeof whys] ?? stateReason) : stateReason
  const failing =
    failingSince === null
      ? undefined
      : words.failing({ time: format.moment(failingSince, now), error: lastError ?? '' })
  const last = lastOkAt === null ? words.never : words.lastOk({ time: format.moment(lastOkAt, now) })
  return [why, failing ?? last].filter(Boolean).join(' · ')
}
