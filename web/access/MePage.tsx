import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import type { Session } from '../../server/access/schema.ts'
import { get, put, remove, serverNow } from '../api.ts'
import { Asked, RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { LanguageSwitch } from '../ui/LanguageSwitch.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Labelled, PageHead, Section, Tag } from '../ui/Pieces.tsx'
import { deviceOf } from './device.ts'
import { MeChannels } from './MeChannels.tsx'
import { MeNotices } from './MeNotices.tsx'
import { MeQuietHours } from './MeQuietHours.tsx'
import { useKeepLocale, useMe, useSignOut } from './me.ts'
import { ACCESS_WORDS, DOOR_WORDS, ROLE_WORDS } from './words.ts'

export function MePage() {
  const words = useWords(ACCESS_WORDS)
  const roles = useWords(ROLE_WORDS)
  const { person, organisation } = useMe()
  const keep = useKeepLocale()
  const signOut = useSignOut()
  return (
    <>
      <PageHead title={words.meTitle}>
        <Button onClick={() => signOut.mutate()} loading={signOut.isPending}>
          {words.signOut}
        </Button>
      </PageHead>
      <div className="columns">
        <div className="column">
          <Section title={person.name}>
            <p className="break">
              {person.email} · {organisation.name}
            </p>
            <p className="row-tags">
              {person.roles.map((role) => (
                <Tag key={role} kind="plain">
                  {roles[role]}
                </Tag>
              ))}
            </p>
            <div className="field">
              <span>{words.language}</span>
              <LanguageSwitch onChoose={(locale) => keep.mutate(locale)} />
            </div>
          </Section>
          <MeNotices />
          <MeQuietHours />
        </div>
        <div className="column">
          <MeChannels />
          <Password />
          <Sessions />
        </div>
      </div>
    </>
  )
}

function Password() {
  const words = useWords(ACCESS_WORDS)
  const door = useWords(DOOR_WORDS)
  const queries = useQueryClient()
  const [old, setOld] = useState('')
  const [next, setNext] = useState('')
  const change = useMutation({
    mutationFn: () => put('/api/me/password', { old, new: next }),
    onSuccess: () => {
      setOld('')
      setNext('')
      return queries.invalidateQueries({ queryKey: ['sessions'] })
    },
  })
  return (
    <Section title={words.changePassword} aside={words.passwordNote}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          change.mutate()
        }}
      >
        <Labelled text={words.oldPassword}>
          <Input.Password
            value={old}
            onChange={(event) => setOld(event.target.value)}
            autoComplete="current-password"
          />
        </Labelled>
        <Labelled text={words.newPassword}>
          <Input.Password value={next} onChange={(event) => setNext(event.target.value)} autoComplete="new-password" />
          <span className="soft small">{door.passwordHint}</span>
        </Labelled>
        {change.error ? <RefusalText error={change.error} /> : null}
        {change.isSuccess ? <p role="status">{words.passwordDone}</p> : null}
        <Button type="primary" htmlType="submit" disabled={!old || !next} loading={change.isPending}>
          {words.changePassword}
        </Button>
      </form>
    </Section>
  )
}

function Sessions() {
  const words = useWords(ACCESS_WORDS)
  const sessions = useQuery({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => get<Session[]>('/api/sessions', {}, signal),
  })
  return (
    <Section title={words.sessions}>
      <Asked query={sessions}>
        {(rows) => (
          <ul className="plain-list">
            {rows.map((session) => (
              <SessionRow key={session.id} session={session} />
            ))}
          </ul>
        )}
      </Asked>
    </Section>
  )
}

function SessionRow({ session }: { readonly session: Session }) {
  const words = useWords(ACCESS_WORDS)
  const format = useFormat()
  const queries = useQueryClient()
  const now = serverNow()
  const end = useMutation({
    mutationFn: () => remove(`/api/sessions/${session.id}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['sessions'] }),
  })
  return (
    <li className="session">
      <div>
        <span title={session.userAgent}>{deviceOf(session.userAgent)}</span>{' '}
        {session.isCurrent ? <Tag kind="good">{words.thisOne}</Tag> : null}
        <div className="soft small figures">
          {session.address} · {words.signedInAt({ time: format.moment(session.createdAt, now) })} ·{' '}
          {words.lastSeen({ time: format.moment(session.lastSeenAt, now) })}
        </div>
        {end.error ? <RefusalText error={end.error} /> : null}
      </div>
      {session.isCurrent ? null : (
        <Button onClick={() => end.mutate()} loading={end.isPending}>
          {words.endSession}
        </Button>
      )}
    </li>
  )
}
