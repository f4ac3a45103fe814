import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import type { InboundAnswer, InboundPayload, InboundPage as Page } from '../../server/monitoring/inbound-schema.ts'
import { post } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Moment, Section, Tag } from '../ui/Pieces.tsx'
import { InboundMapping } from './InboundMapping.tsx'
import { INBOUND_WORDS } from './inbound-words.ts'

/** What became of the last messages; those that could not be read can be looked at, mapped and taken in after all. */
export function InboundPayloads({ page, now }: { readonly page: Page; readonly now: Date }) {
  const words = useWords(INBOUND_WORDS)
  return (
    <Section title={words.payloads}>
      {page.payloads.length === 0 ? (
        <p className="soft">{words.payloadsNone}</p>
      ) : (
        <ul className="plain-list">
          {page.payloads.map((payload) => (
            <Payload key={payload.id} payload={payload} page={page} now={now} />
          ))}
        </ul>
      )}
    </Section>
  )
}

function Payload(props: { readonly payload: InboundPayload; readonly page: Page; readonly now: Date }) {
  const { payload, page, now } = props
  const words = useWords(INBOUND_WORDS)
  const format = useFormat()
  const queries = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  const again = useMutation({
    mutationFn: () => post<InboundAnswer>(`/api/inbound-webhooks/${page.inbound.id}/payloads/${payload.id}/retrial`),
    onSettled: () => queries.invalidateQueries({ queryKey: ['inbound'] }),
  })
  const { accepted, duplicates, refused } = payload
  // Of what is no JSON, or our own, nobody needs to say which cell is what.
  const isMappable = payload.isKept && (payload.result === 'unmapped' || page.inbound.mapping !== null)
  return (
    <li>
      <div className="row-tags">
        <Moment at={payload.at} now={now} />
        <Tag kind={payload.result === 'taken' ? 'good' : 'warn'}>{words[payload.result]}</Tag>
        {accepted + duplicates + refused > 0 ? (
          <span className="soft small figures">
            {words.sums({
              accepted: format.count(accepted),
              duplicates: format.count(duplicates),
              refused: format.count(refused),
            })}
          </span>
        ) : null}
        {isMappable ? (
          <Button size="small" onClick={() => setOpen(!isOpen)} aria-expanded={isOpen}>
            {words.look}
          </Button>
        ) : null}
        {payload.isKept ? (
          <Button size="small" loading={again.isPending} onClick={() => again.mutate()}>
            {words.again}
          </Button>
        ) : null}
      </div>
      {payload.reason && payload.result !== 'unmapped' ? (
        <div className="soft small break">{payload.reason}</div>
      ) : null}
      {payload.isKept ? <div className="soft small">{words.kept}</div> : null}
      {again.error ? <RefusalText error={again.error} /> : null}
      {again.data ? (
        <p role="status">
          {words.againDone({
            accepted: format.count(again.data.accepted),
            duplicates: format.count(again.data.duplicates),
            refused: format.count(again.data.refused.length),
          })}
        </p>
      ) : null}
      {isOpen && isMappable ? <InboundMapping inbound={page.inbound} payloadId={payload.id} /> : null}
    </li>
  )
}
