import { Button, Popconfirm, Switch } from 'antd'
import type { ChannelBudget, ChannelCard } from '../../server/access/channel-schema.ts'
import { serverNow } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useLocale, useWords } from '../ui/LocaleProvider.tsx'
import { Tag } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { ChannelOrder } from './ChannelOrder.tsx'
import { TestOutcome, Why } from './ChannelTest.tsx'
import { CHANNEL_WORDS } from './channel-words.ts'
import { ROOM_TOPIC_WORDS } from './notice-words.ts'
import { useChange, useChannelKinds, useRemoval, useTest } from './use-channels.ts'

/** One channel: whether it works, in words first; what it has left; and what can be done. */
export function ChannelRow(props: {
  readonly card: ChannelCard
  /** undefined: it is the first, or the last */
  readonly earlier: (() => void) | undefined
  readonly later: (() => void) | undefined
  readonly edit: () => void
}) {
  const words = useWords(CHANNEL_WORDS)
  const { locale } = useLocale()
  const { card } = props
  const test = useTest()
  const change = useChange()
  return (
    <li className={`row-card channel-row${card.isOn || card.gone ? '' : ' channel-off'}`} data-channel={card.id}>
      <div className="channel-head">
        <div>
          <strong className="row-title">{card.name}</strong>{' '}
          {card.name === card.names[locale] ? null : <span className="soft small">{card.names[locale]}</span>}
          <Facts card={card} />
        </div>
        <Switch
          checked={card.isOn}
          loading={change.isPending}
          aria-label={`${card.isOn ? words.turnOff : words.turnOn} ${card.name}`}
          onChange={(isOn) => change.mutate({ id: card.id, isOn })}
        />
      </div>
      {card.gone ? <Gone gone={card.gone} /> : <Verdict card={card} />}
      {card.budget && !card.gone ? <Budget budget={card.budget} /> : null}
      <TestOutcome test={test} card={card} />
      {change.error ? <RefusalText error={change.error} /> : null}
      <div className="row-verbs">
        {card.gone ? (
          <Button onClick={() => change.mutate({ id: card.id, isOn: true })} loading={change.isPending}>
            {words.turnOnAgain}
          </Button>
        ) : null}
        <Button onClick={() => test.mutate(card.id)} loading={test.isPending}>
          {words.test}
        </Button>
        <Button onClick={props.edit}>{words.edit}</Button>
        <Removal card={card} />
        <ChannelOrder name={card.name} earlier={props.earlier} later={props.later} />
      </div>
    </li>
  )
}

function Facts({ card }: { readonly card: ChannelCard }) {
  const words = useWords(CHANNEL_WORDS)
  const topics = useWords(ROOM_TOPIC_WORDS)
  const format = useFormat()
  const { people, room } = card
  const isOfDevices = useChannelKinds().data?.find(({ notifier }) => notifier === card.notifier)?.devices
  const none = isOfDevices ? words.reachNoDevice : words.reachNone
  const facts =
    room === null
      ? [people && people.reached === 0 ? none : people ? words.reach(people) : '']
      : [
          words.room({ room }),
          words.topics({ topics: format.list(card.topics.map((topic) => topics[topic])) || '–' }),
          words.fromLevel({ level: card.leastLevel }),
        ]
  return (
    <div className="soft small">
      {facts.filter((fact) => fact !== '').join(' · ')}
      {card.undelivered > 0 ? (
        <>
          {' '}
          <Tag kind="warn">{words.undelivered({ n: card.undelivered })}</Tag>
        </>
      ) : null}
    </div>
  )
}

function Verdict({ card }: { readonly card: ChannelCard }) {
  const words = useWords(CHANNEL_WORDS)
  const format = useFormat()
  const now = serverNow()
  const { sentAt, failedAt, failureCode, failure } = card.verdict
  if (!card.isOn) return <Tag kind="plain">{words.off}</Tag>
  if (card.restsUntil !== null && new Date(card.restsUntil) > now)
    return <Tag kind="warn">{words.rests({ time: format.moment(card.restsUntil, now) })}</Tag>
  if (failedAt !== null && failureCode !== null && (sentAt === null || sentAt < failedAt))
    return (
      <div>
        <Tag kind="warn">{words.fails}</Tag> <span className="soft small figures">{format.moment(failedAt, now)}</span>
        <Why code={failureCode} said={failure ?? ''} />
      </div>
    )
  return (
    <div>
      <Tag kind={sentAt === null ? 'plain' : 'good'}>{sentAt === null ? words.untried : words.works}</Tag>{' '}
      <span className="soft small">
        {sentAt === null ? words.untriedNote : words.worksNote({ time: format.moment(sentAt, now) })}
      </span>
    </div>
  )
}

/** Switched off by the product, with what the platform said of it. */
function Gone({ gone }: { readonly gone: NonNullable<ChannelCard['gone']> }) {
  const words = useWords(CHANNEL_WORDS)
  const format = useFormat()
  return (
    <div>
      <Tag kind="warn">{words.gone}</Tag>{' '}
      <span className="small">{words.goneNote({ time: format.moment(gone.at, serverNow()) })}</span>
      <div className="soft small">
        {words.saidBy}: <code className="expression">{gone.said}</code>
      </div>
    </div>
  )
}

/** What is left of what its platform takes, the part of the gravest marked. */
function Budget({ budget }: { readonly budget: ChannelBudget }) {
  const words = useWords(CHANNEL_WORDS)
  const { left, leftForGravest, of, minutes, reserve } = budget
  const share = (count: number): string => `${(100 * count) / of}%`
  return (
    <div className="channel-budget">
      <div className="channel-bar" aria-hidden="true">
        <span className="channel-bar-left" style={{ width: share(left) }} />
        <span className="channel-bar-reserve" style={{ width: share(Math.max(0, leftForGravest - left)) }} />
      </div>
      <span className="soft small figures">
        {words.budget({ minutes, left: leftForGravest, of })}
        {reserve > 0 ? ` · ${words.budgetReserve({ reserve })}` : ''}
      </span>
    </div>
  )
}

function Removal({ card }: { readonly card: ChannelCard }) {
  const words = useWords(CHANNEL_WORDS)
  const ui = useWords(UI_WORDS)
  const removal = useRemoval()
  return (
    <>
      <Popconfirm
        title={words.removeWhat({ name: card.name })}
        okText={words.remove}
        cancelText={ui.cancel}
        okButtonProps={{ danger: true }}
        onConfirm={() => removal.mutate(card.id)}
      >
        <Button danger loading={removal.isPending}>
          {words.remove}
        </Button>
      </Popconfirm>
      {removal.error ? <RefusalText error={removal.error} /> : null}
    </>
  )
}
