import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Select, Switch } from 'antd'
import { Link } from 'react-router'
import type { OwnNotices } from '../../server/access/notice-schema.ts'
import { get, put } from '../api.ts'
import { Asked, RefusalText } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { LOCALE_NAMES } from '../ui/locale.ts'
import { Section } from '../ui/Pieces.tsx'
import { useHashPlace } from './hash-place.ts'
import { OWN_NOTICES_KEY, useMay } from './me.ts'
import { TOPIC_NOTES, TOPIC_WORDS } from './notice-words.ts'
import { CHOICE_WORDS } from './own-channel-words.ts'

type Topic = OwnNotices['topics'][number]

/** What a person wants to be told of outside of the product; messages lead here (`/me#notices`). */
export function MeNotices() {
  const words = useWords(CHOICE_WORDS)
  const place = useHashPlace('#notices')
  const own = useQuery({
    queryKey: OWN_NOTICES_KEY,
    queryFn: ({ signal }) => get<OwnNotices>('/api/me/notices', {}, signal),
  })
  return (
    <div ref={place}>
      <Section
        title={words.title}
        aside={own.data ? words.note({ language: LOCALE_NAMES[own.data.locale] }) : undefined}
      >
        <Asked query={own}>
          {({ topics, isSetUp, unsent, limit }) => (
            <>
              {isSetUp ? null : <NoServer unsent={unsent} />}
              <ul className="plain-list">
                {topics.map((topic) => (
                  <TopicLine key={topic.topic} topic={topic} />
                ))}
              </ul>
              <p className="soft small notice-limit">{words.limit(limit)}</p>
            </>
          )}
        </Asked>
      </Section>
    </div>
  )
}

function NoServer({ unsent }: { readonly unsent: number }) {
  const words = useWords(CHOICE_WORDS)
  const may = useMay()
  return (
    <div className="warn-note notice-choice-warning">
      {words.noServer} {unsent > 0 ? words.noServerCount({ n: unsent }) : null}{' '}
      {may('work.manage') ? <Link to="/administration/channels">{words.setUp}</Link> : words.askAdministrator}
    </div>
  )
}

function TopicLine({ topic }: { readonly topic: Topic }) {
  const words = useWords(CHOICE_WORDS)
  const topics = useWords(TOPIC_WORDS)
  const notes = useWords(TOPIC_NOTES)
  const queries = useQueryClient()
  const choose = useMutation({
    mutationFn: (change: Partial<Pick<Topic, 'isOn' | 'leastLevel'>>) => {
      const { topic: name, isOn, leastLevel } = { ...topic, ...change }
      return put<OwnNotices>('/api/me/notices', { topic: name, isOn, leastLevel })
    },
    onSuccess: (own) => queries.setQueryData(OWN_NOTICES_KEY, own),
  })
  // What was chosen shows at once; should it be refused, what holds comes back.
  const { isOn, leastLevel } = { ...topic, ...(choose.isPending ? choose.variables : {}) }
  const name = topics[topic.topic]
  return (
    <li>
      <div className="notice-choice">
        <span>
          <strong>{name}</strong>
          {topic.isChosen ? null : <span className="soft small"> · {words.usual}</span>}
          <span className="soft small notice-choice-note">{notes[topic.topic]}</span>
        </span>
        <Switch aria-label={name} checked={isOn} onChange={(next) => choose.mutate({ isOn: next })} />
      </div>
      {topic.hasLevels && isOn ? (
        <Select
          aria-label={words.fromLevel}
          value={leastLevel}
          onChange={(next) => choose.mutate({ leastLevel: next })}
          options={([1, 2, 3] as const).map((level) => ({ value: level, label: words[`level${level}`] }))}
          style={{ width: '100%', maxWidth: 320 }}
        />
      ) : null}
      {choose.error ? <RefusalText error={choose.error} /> : null}
    </li>
  )
}
