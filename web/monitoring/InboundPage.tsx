import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Popconfirm } from 'antd'
import { useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import type { Inbound, InboundPage as Page } from '../../server/monitoring/inbound-schema.ts'
import { useMay } from '../access/me.ts'
import { OnceShown } from '../access/OnceShown.tsx'
import { get, post, put, remove, serverNow } from '../api.ts'
import { Asked, RefusalText, Trouble } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useNow } from '../ui/hooks.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { PageHead, Section, Tag } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { InboundGuide } from './InboundGuide.tsx'
import { InboundMask } from './InboundMask.tsx'
import { InboundPayloads } from './InboundPayloads.tsx'
import { WrongNote } from './InboundsPage.tsx'
import { FIELD_WORDS } from './import-words.ts'
import { INBOUND_WORDS } from './inbound-words.ts'

/** One address: what to give to the sender, what came of the last messages, how they are read. */
export function InboundPage() {
  const { inboundId = '' } = useParams()
  const may = useMay()
  const page = useQuery({
    queryKey: ['inbound', inboundId],
    queryFn: ({ signal }) => get<Page>(`/api/inbound-webhooks/${inboundId}`, {}, signal),
    refetchInterval: 10_000,
    enabled: may('sources.manage'),
  })
  if (!may('sources.manage')) return <Trouble error={{ code: 'forbidden' }} />
  return <Asked query={page}>{(data) => <Shown page={data} />}</Asked>
}

function Shown({ page }: { readonly page: Page }) {
  const words = useWords(INBOUND_WORDS)
  const format = useFormat()
  const now = useNow(10_000, serverNow)
  const { inbound } = page
  const note = inbound.lastAt ? words.lastAt({ time: format.moment(inbound.lastAt, now) }) : words.never
  return (
    <>
      <PageHead
        title={inbound.source}
        note={
          <>
            {note}
            {inbound.oldSecretUntil
              ? ` · ${words.oldUntil({ time: format.moment(inbound.oldSecretUntil, now) })}`
              : null}
          </>
        }
      >
        {inbound.isPaused ? <Tag kind="warn">{words.paused}</Tag> : null}
        <Link to="/sources/webhooks" className="plain-link">
          {words.backHere}
        </Link>
      </PageHead>
      <WrongNote inbound={inbound} now={now} />
      <Verbs inbound={inbound} />
      <InboundGuide inbound={inbound} />
      <InboundPayloads page={page} now={now} />
      <Reading inbound={inbound} />
      <Section>
        <InboundMask source={inbound.source} />
      </Section>
    </>
  )
}

function useVerbs(inbound: Inbound, renewed: (made: Renewed) => void) {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const path = `/api/inbound-webhooks/${inbound.id}`
  const refresh = () => queries.invalidateQueries({ queryKey: ['inbound'] })
  const pause = useMutation({
    mutationFn: () => (inbound.isPaused ? remove<Page>(`${path}/pause`) : post<Page>(`${path}/pause`)),
    onSuccess: refresh,
  })
  const renew = useMutation({
    mutationFn: () => post<Renewed>(`${path}/secret`),
    onSuccess: (made) => {
      renewed(made)
      return refresh()
    },
  })
  const drop = useMutation({
    mutationFn: () => remove(path),
    onSuccess: () => {
      void navigate('/sources/webhooks')
      return refresh()
    },
  })
  return { pause, renew, drop }
}

type Renewed = { readonly secret: string; readonly oldUntil: string }

function Verbs({ inbound }: { readonly inbound: Inbound }) {
  const words = useWords(INBOUND_WORDS)
  const ui = useWords(UI_WORDS)
  const format = useFormat()
  const [renewed, setRenewed] = useState<Renewed>()
  const { pause, renew, drop } = useVerbs(inbound, setRenewed)
  const error = pause.error ?? renew.error ?? drop.error
  return (
    <>
      <div className="form-verbs">
        <Button loading={pause.isPending} onClick={() => pause.mutate()}>
          {inbound.isPaused ? words.resume : words.pause}
        </Button>
        <Popconfirm
          title={words.renewWhat}
          okText={words.renew}
          cancelText={ui.cancel}
          onConfirm={() => renew.mutate()}
        >
          <Button loading={renew.isPending}>{words.renew}</Button>
        </Popconfirm>
        <Popconfirm
          title={words.removeWhat({ name: inbound.source })}
          okText={words.remove}
          cancelText={ui.cancel}
          okButtonProps={{ danger: true }}
          onConfirm={() => drop.mutate()}
        >
          <Button danger loading={drop.isPending}>
            {words.remove}
          </Button>
        </Popconfirm>
      </div>
      {error ? <RefusalText error={error} /> : null}
      <OnceShown
        value={renewed?.secret}
        title={words.secretTitle}
        note={`${words.secretRenewed({ time: renewed ? format.full(renewed.oldUntil) : '' })} ${words.secretNote}`}
        close={() => setRenewed(undefined)}
      />
    </>
  )
}

/** How messages are read: as our own, or by named columns. */
function Reading({ inbound }: { readonly inbound: Inbound }) {
  const words = useWords(INBOUND_WORDS)
  const names = useWords(FIELD_WORDS) as Readonly<Record<string, string>>
  const queries = useQueryClient()
  const forget = useMutation({
    mutationFn: () => put(`/api/inbound-webhooks/${inbound.id}/mapping`, { mapping: null }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['inbound'] }),
  })
  const { mapping } = inbound
  if (mapping === null) return <p className="soft">{words.own}</p>
  const columns = Object.entries(mapping.columns).map(([field, column]) => `${names[field] ?? field} = ${column}`)
  return (
    <Section title={words.mappingTitle}>
      <p className="break">{words.mapped({ columns: columns.join(' · ') })}</p>
      {forget.error ? <RefusalText error={forget.error} /> : null}
      <Button loading={forget.isPending} onClick={() => forget.mutate()}>
        {words.forgetMapping}
      </Button>
    </Section>
  )
}
