import { useQuery } from '@tanstack/react-query'
import { Button, Popconfirm } from 'antd'
import { useState } from 'react'
import type { Feed, MadeFeed } from '../../server/oncall/feed-schema.ts'
import type { OncallPage } from '../../server/oncall/schema.ts'
import { OnceShown } from '../access/OnceShown.tsx'
import { get, post, remove, serverNow } from '../api.ts'
import { Asked, RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { FEED_WORDS } from './feed-words.ts'
import { ONCALL_KEY, useOncallVerb } from './use-oncall.ts'

/** Calendars of one's own shifts and of each roster, for a phone to subscribe to. */
export function Subscriptions({ page }: { readonly page: OncallPage }) {
  const words = useWords(FEED_WORDS)
  const [address, setAddress] = useState<string>()
  const feeds = useQuery({
    queryKey: [...ONCALL_KEY, 'feeds'],
    queryFn: ({ signal }) => get<Feed[]>('/api/oncall/feeds', {}, signal),
  })
  return (
    <Section title={words.title} aside={words.note}>
      <Asked query={feeds}>
        {(data) => (
          <ul className="plain-list">
            {[null, ...rosterIds(page, data)].map((rosterId) => (
              <FeedRow
                key={rosterId ?? ''}
                rosterId={rosterId}
                name={page.rosters.find(({ id }) => id === rosterId)?.name}
                feed={data.find((each) => each.rosterId === rosterId)}
                show={setAddress}
              />
            ))}
          </ul>
        )}
      </Asked>
      <OnceShown
        // A new one each time: it must not say that the next address is copied already.
        key={address ?? ''}
        value={address}
        title={words.addressTitle}
        note={words.addressNote}
        close={() => setAddress(undefined)}
      />
    </Section>
  )
}

type RowProps = {
  readonly rosterId: string | null
  /** undefined: one's own, or a roster that was given up */
  readonly name: string | undefined
  readonly feed: Feed | undefined
  readonly show: (address: string) => void
}

function FeedRow({ rosterId, name, feed, show }: RowProps) {
  const words = useWords(FEED_WORDS)
  const make = useOncallVerb(async () => show((await post<MadeFeed>('/api/oncall/feeds', { rosterId })).address))
  const title = rosterId === null ? words.own : name === undefined ? words.gone : words.ofRoster({ name })
  return (
    <li className="oncall-feed">
      <div>
        <strong>{title}</strong>
        <div className="soft small">{feed ? <Since feed={feed} /> : words.none}</div>
      </div>
      {feed ? (
        <FeedVerbs feed={feed} title={title} show={show} />
      ) : (
        <Button loading={make.isPending} aria-label={`${words.make} – ${title}`} onClick={() => make.mutate()}>
          {words.make}
        </Button>
      )}
      {make.error ? <RefusalText error={make.error} /> : null}
    </li>
  )
}

function Since({ feed: { madeAt, readAt } }: { readonly feed: Feed }) {
  const words = useWords(FEED_WORDS)
  const format = useFormat()
  const now = serverNow()
  const read = readAt === null ? words.neverRead : words.readAt({ time: format.moment(readAt, now) })
  return (
    <span className="figures">
      {words.since({ time: format.moment(madeAt, now) })} · {read}
    </span>
  )
}

function FeedVerbs({ feed: { id }, title, show }: { feed: Feed; title: string; show: (address: string) => void }) {
  const words = useWords(FEED_WORDS)
  const renew = useOncallVerb(async () => show((await post<MadeFeed>(`/api/oncall/feeds/${id}/secret`)).address))
  const revoke = useOncallVerb(() => remove(`/api/oncall/feeds/${id}`))
  const error = renew.error ?? revoke.error
  return (
    <div className="oncall-bar">
      <Asking text={words.renew} ask={words.renewAsk} title={title} verb={renew} />
      <Asking text={words.revoke} ask={words.revokeAsk} title={title} verb={revoke} />
      {error ? <RefusalText error={error} /> : null}
    </div>
  )
}

type AskingProps = {
  readonly text: string
  readonly ask: string
  readonly title: string
  readonly verb: ReturnType<typeof useOncallVerb<void>>
}

/** What cannot be taken back asks first. */
function Asking({ text, ask, title, verb }: AskingProps) {
  const ui = useWords(UI_WORDS)
  return (
    <Popconfirm title={ask} okText={text} cancelText={ui.cancel} onConfirm={() => verb.mutate()}>
      <Button loading={verb.isPending} aria-label={`${text} – ${title}`}>
        {text}
      </Button>
    </Popconfirm>
  )
}

/** Those that are in use, and those of which one still has a calendar. */
function rosterIds(page: OncallPage, feeds: readonly Feed[]): string[] {
  const subscribed = feeds.flatMap(({ rosterId }) => rosterId ?? [])
  return [...new Set([...page.rosters.map(({ id }) => id), ...subscribed])]
}
