import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, InputNumber, Modal, Popconfirm } from 'antd'
import { useState } from 'react'
import type { Token } from '../../server/access/schema.ts'
import { get, post, remove, serverNow } from '../api.ts'
import { Asked, RefusalText, Trouble } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty, Labelled, PageHead, Tag } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { useMay } from './me.ts'
import { OnceShown } from './OnceShown.tsx'
import { ACCESS_WORDS } from './words.ts'

/** What a feeding system needs and nothing more. */
const FEED = ['posts.send']

export function TokensPage() {
  const may = useMay()
  return may('tokens.manage') ? <Tokens /> : <Trouble error={{ code: 'forbidden' }} />
}

function Tokens() {
  const words = useWords(ACCESS_WORDS)
  const [isOpen, setOpen] = useState(false)
  const [secret, setSecret] = useState<string>()
  const tokens = useQuery({ queryKey: ['tokens'], queryFn: ({ signal }) => get<Token[]>('/api/tokens', {}, signal) })
  return (
    <>
      <PageHead title={words.tokensTitle} note={words.tokensNote}>
        <Button type="primary" onClick={() => setOpen(true)}>
          {words.newToken}
        </Button>
      </PageHead>
      <Asked query={tokens}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={words.noTokens}>{words.tokensNote}</Empty>
          ) : (
            <ul className="rows">
              {rows.map((token) => (
                <TokenRow key={token.id} token={token} />
              ))}
            </ul>
          )
        }
      </Asked>
      <NewTokenDialog isOpen={isOpen} close={() => setOpen(false)} done={setSecret} />
      <OnceShown value={secret} title={words.secretTitle} note={words.secretNote} close={() => setSecret(undefined)} />
    </>
  )
}

function TokenRow({ token }: { readonly token: Token }) {
  const words = useWords(ACCESS_WORDS)
  const ui = useWords(UI_WORDS)
  const format = useFormat()
  const queries = useQueryClient()
  const now = serverNow()
  const isExpired = new Date(token.expiresAt) <= now
  const revoke = useMutation({
    mutationFn: () => remove(`/api/tokens/${token.id}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['tokens'] }),
  })
  return (
    <li className="row-card track-row">
      <div>
        <strong className="row-title">{token.name}</strong>{' '}
        {token.isRevoked ? (
          <Tag kind="warn">{words.revoked}</Tag>
        ) : isExpired ? (
          <Tag kind="warn">{words.expired}</Tag>
        ) : null}
        <div className="soft small">
          {words.expires({ time: format.moment(token.expiresAt, now) })} ·{' '}
          {token.lastUsedAt ? words.lastUsed({ time: format.moment(token.lastUsedAt, now) }) : words.neverUsed} ·{' '}
          <code>{token.permissions.join(', ')}</code>
        </div>
        {revoke.error ? <RefusalText error={revoke.error} /> : null}
      </div>
      {token.isRevoked || isExpired ? null : (
        <Popconfirm
          title={words.revokeWhat({ name: token.name })}
          okText={words.revoke}
          cancelText={ui.cancel}
          okButtonProps={{ danger: true }}
          onConfirm={() => revoke.mutate()}
        >
          <Button danger loading={revoke.isPending}>
            {words.revoke}
          </Button>
        </Popconfirm>
      )}
    </li>
  )
}

function NewTokenDialog(props: {
  readonly isOpen: boolean
  readonly close: () => void
  readonly done: (secret: string) => void
}) {
  const words = useWords(ACCESS_WORDS)
  const ui = useWords(UI_WORDS)
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [days, setDays] = useState(90)
  const make = useMutation({
    mutationFn: () =>
      post<{ token: Token; secret: string }>('/api/tokens', {
        name: name.trim(),
        permissions: FEED,
        expiresInDays: days,
      }),
    onSuccess: ({ secret }) => {
      props.done(secret)
      props.close()
      setName('')
      void queries.invalidateQueries({ queryKey: ['tokens'] })
    },
  })
  return (
    <Modal open={props.isOpen} onCancel={props.close} title={words.newToken} footer={null} destroyOnHidden>
      <Labelled text={words.tokenName}>
        <Input value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
      </Labelled>
      <Labelled text={words.tokenDays}>
        <InputNumber min={1} max={366} precision={0} value={days} onChange={(value) => setDays(value ?? 90)} />
      </Labelled>
      <p className="soft">
        {words.tokenMay} <code>{FEED.join(', ')}</code>
      </p>
      {make.error ? <RefusalText error={make.error} /> : null}
      <div className="dialog-verbs">
        <Button onClick={props.close}>{ui.cancel}</Button>
        <Button type="primary" disabled={name.trim() === ''} loading={make.isPending} onClick={() => make.mutate()}>
          {words.newToken}
        </Button>
      </div>
    </Modal>
  )
}
