import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import type { PersonReaches } from '../../server/access/channel-schema.ts'
import type { Person } from '../../server/access/schema.ts'
import { get, post, serverNow } from '../api.ts'
import { Asked, RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useLocale, useWords } from '../ui/LocaleProvider.tsx'
import { PageHead, Tag } from '../ui/Pieces.tsx'
import { AddressesDialog } from './AddressesDialog.tsx'
import { useMay, useMe } from './me.ts'
import { OnceShown } from './OnceShown.tsx'
import { DisableDialog, InviteDialog, RolesDialog } from './PeopleDialogs.tsx'
import { useChannelKinds } from './use-channels.ts'
import { ACCESS_WORDS, ROLE_WORDS } from './words.ts'

type Link = { readonly name: string; readonly link: string }
type Asking = { readonly what: 'roles' | 'disable' | 'addresses'; readonly person: Person }

export function PeoplePage() {
  const words = useWords(ACCESS_WORDS)
  const may = useMay()
  const [isInviting, setInviting] = useState(false)
  const [asking, setAsking] = useState<Asking>()
  const [shown, setShown] = useState<Link>()
  const people = useQuery({ queryKey: ['people'], queryFn: ({ signal }) => get<Person[]>('/api/people', {}, signal) })
  const reaches = useReaches()
  const close = () => setAsking(undefined)
  return (
    <>
      <PageHead title={words.peopleTitle} note={words.peopleNote}>
        {may('people.manage') ? (
          <Button type="primary" onClick={() => setInviting(true)}>
            {words.invite}
          </Button>
        ) : null}
      </PageHead>
      <Asked query={people}>
        {(rows) => (
          <ul className="rows">
            {rows.map((person) => (
              <PersonRow
                key={person.id}
                person={person}
                ways={reaches?.get(person.id)}
                ask={(what) => setAsking({ what, person })}
                show={setShown}
              />
            ))}
          </ul>
        )}
      </Asked>
      <InviteDialog isOpen={isInviting} close={() => setInviting(false)} done={setShown} />
      {asking?.what === 'roles' ? <RolesDialog person={asking.person} close={close} /> : null}
      {asking?.what === 'addresses' ? <AddressesDialog person={asking.person} close={close} /> : null}
      {asking?.what === 'disable' ? <DisableDialog person={asking.person} close={close} /> : null}
      <OnceShown
        value={shown?.link}
        title={words.linkTitle({ name: shown?.name ?? '' })}
        note={words.linkNote}
        close={() => setShown(undefined)}
      />
    </>
  )
}

/** By which kinds of channels everybody is reached, as far as one may know. */
function useReaches(): ReadonlyMap<string, readonly string[]> | undefined {
  const may = useMay()
  const { locale } = useLocale()
  const isAllowed = may('people.manage')
  const reaches = useQuery({
    queryKey: ['reaches'],
    queryFn: ({ signal }) => get<PersonReaches[]>('/api/people/reaches', {}, signal),
    enabled: isAllowed,
  })
  const kinds = useChannelKinds(isAllowed).data ?? []
  const nameOf = (id: string): string => kinds.find(({ notifier }) => notifier === id)?.names[locale] ?? id
  return reaches.data && new Map(reaches.data.map(({ personId, notifiers }) => [personId, notifiers.map(nameOf)]))
}

function PersonRow(props: {
  readonly person: Person
  /** undefined: one may not know */
  readonly ways: readonly string[] | undefined
  readonly ask: (what: Asking['what']) => void
  readonly show: (link: Link) => void
}) {
  const words = useWords(ACCESS_WORDS)
  const roles = useWords(ROLE_WORDS)
  const format = useFormat()
  const me = useMe()
  const may = useMay()
  const queries = useQueryClient()
  const { person } = props
  const renew = useMutation({
    mutationFn: () => post<{ link: string }>(`/api/people/${person.id}/link`),
    onSuccess: ({ link }) => {
      props.show({ name: person.name, link })
      void queries.invalidateQueries({ queryKey: ['people'] })
    },
  })
  const isMe = person.id === me.person.id
  const ways = person.isDisabled ? undefined : props.ways
  return (
    <li className="row-card track-row">
      <div>
        <strong className="row-title">{person.name}</strong> {isMe ? <Tag kind="plain">{words.you}</Tag> : null}{' '}
        {person.isDisabled ? <Tag kind="warn">{words.disabled}</Tag> : null}{' '}
        {!person.hasJoined && !person.isDisabled ? <Tag kind="plain">{words.notJoined}</Tag> : null}
        <div className="soft small break">
          {person.email} ·{' '}
          {person.lastSeenAt
            ? words.lastSeen({ time: format.moment(person.lastSeenAt, serverNow()) })
            : words.neverSeen}
        </div>
        {ways ? <Ways ways={ways} /> : null}
        <div className="row-tags">
          {person.roles.map((role) => (
            <Tag key={role} kind="plain">
              {roles[role]}
            </Tag>
          ))}
        </div>
        {renew.error ? <RefusalText error={renew.error} /> : null}
      </div>
      {may('people.manage') && !isMe && !person.isDisabled ? (
        <div className="row-verbs">
          <Button onClick={() => props.ask('addresses')}>{words.addresses}</Button>
          <Button onClick={() => props.ask('roles')}>{words.changeRoles}</Button>
          <Button onClick={() => renew.mutate()} loading={renew.isPending}>
            {words.newLink}
          </Button>
          <Button danger onClick={() => props.ask('disable')}>
            {words.disable}
          </Button>
        </div>
      ) : null}
    </li>
  )
}

function Ways({ ways }: { readonly ways: readonly string[] }) {
  const words = useWords(ACCESS_WORDS)
  const format = useFormat()
  if (ways.length === 0)
    return (
      <div className="row-tags">
        <Tag kind="warn">{words.reachedByNothing}</Tag>
      </div>
    )
  return <div className="soft small">{words.reachedBy({ ways: format.list(ways) })}</div>
}
