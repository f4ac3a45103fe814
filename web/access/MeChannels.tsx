import { Button, Switch } from 'antd'
import { useState } from 'react'
import type { OwnChannel, OwnChannels } from '../../server/access/channel-schema.ts'
import { Asked, RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useLocale, useWords } from '../ui/LocaleProvider.tsx'
import { swapped } from '../ui/order.ts'
import { Empty, Section } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { AddressInput, Confirmed } from './AddressInput.tsx'
import { ChannelOrder } from './ChannelOrder.tsx'
import { TestOutcome } from './ChannelTest.tsx'
import { useHashPlace } from './hash-place.ts'
import { MeDevices } from './MeDevices.tsx'
import { useMe } from './me.ts'
import { OWN_CHANNEL_WORDS } from './own-channel-words.ts'
import { useAddress, useConfirmation, useOwnChannels, useOwnOrder, useOwnTest } from './use-own-channels.ts'

/** How one is reached, in which order; the places where one writes it down. */
export function MeChannels() {
  const words = useWords(OWN_CHANNEL_WORDS)
  const place = useHashPlace('#channels')
  const own = useOwnChannels()
  return (
    <div ref={place}>
      <Section title={words.title}>
        <Asked query={own}>
          {(all) => (
            <>
              {all.channels.length === 0 ? <Empty title={words.none}>{words.noneNote}</Empty> : <Channels own={all} />}
              {all.mentions.length === 0 ? null : <Mentions own={all} />}
            </>
          )}
        </Asked>
      </Section>
    </div>
  )
}

function Channels({ own }: { readonly own: OwnChannels }) {
  const words = useWords(OWN_CHANNEL_WORDS)
  const order = useOwnOrder()
  const list = own.channels.map(({ id, isOn }) => ({ id, isOn }))
  const change = (id: string, isOn: boolean) => order.mutate(list.map((each) => (each.id === id ? { id, isOn } : each)))
  const swap = (at: number, other: number) => list[other] && (() => order.mutate(swapped(list, at, other)))
  return (
    <>
      <p className="soft small">{words.note}</p>
      <ol className="plain-list own-channels">
        {own.channels.map((channel, at) => (
          <Line
            key={channel.id}
            channel={channel}
            pushKey={own.pushKey}
            change={(isOn) => change(channel.id, isOn)}
            earlier={swap(at, at - 1)}
            later={swap(at, at + 1)}
          />
        ))}
      </ol>
      {order.error ? <RefusalText error={order.error} /> : null}
    </>
  )
}

function Line(props: {
  readonly channel: OwnChannel
  readonly pushKey: string | null
  readonly change: (isOn: boolean) => void
  readonly earlier: (() => void) | undefined
  readonly later: (() => void) | undefined
}) {
  const words = useWords(OWN_CHANNEL_WORDS)
  const { person } = useMe()
  const format = useFormat()
  const { channel } = props
  const test = useOwnTest(channel.id)
  const { field, devices, address } = channel
  const isReachable = field ? address !== null : devices ? devices.length > 0 : true
  return (
    <li data-channel={channel.id}>
      <div className="notice-choice">
        <span>
          <strong>{channel.name}</strong>{' '}
          {field && address !== null ? <Confirmed isConfirmed={channel.isConfirmed} /> : null}
          {!field && !devices ? (
            <span className="soft small notice-choice-note">{words.email({ email: person.email })}</span>
          ) : null}
        </span>
        <Switch checked={channel.isOn} aria-label={channel.name} onChange={props.change} />
      </div>
      {field ? <Address field={field} address={address} /> : null}
      {channel.rooms.length > 0 ? (
        <div className="soft small">{words.alsoRooms({ rooms: format.list(channel.rooms) })}</div>
      ) : null}
      {devices ? <MeDevices devices={devices} pushKey={props.pushKey} /> : null}
      <TestOutcome test={test} card={{ name: channel.name, reaches: 'person', notifier: channel.notifier }} />
      {field && channel.isTested && !channel.isConfirmed ? <Arrived field={field.key} /> : null}
      <div className="row-verbs">
        {isReachable ? (
          <Button onClick={() => test.mutate()} loading={test.isPending}>
            {words.test}
          </Button>
        ) : null}
        <ChannelOrder name={channel.name} earlier={props.earlier} later={props.later} />
      </div>
    </li>
  )
}

/** That the other side took it does not say that it came: only the person knows. */
function Arrived({ field }: { readonly field: string }) {
  const words = useWords(OWN_CHANNEL_WORDS)
  const confirm = useConfirmation(field)
  return (
    <p>
      {words.arrivedAsk}{' '}
      <Button type="primary" onClick={() => confirm.mutate(undefined)} loading={confirm.isPending}>
        {words.arrived}
      </Button>
      {confirm.error ? <RefusalText error={confirm.error} /> : null}
    </p>
  )
}

type Field = NonNullable<OwnChannel['field']>

function Address(props: {
  readonly field: Field
  readonly address: string | null
  /** what it means that there is none */
  readonly none?: string
}) {
  const words = useWords(OWN_CHANNEL_WORDS)
  const { field, address } = props
  const ui = useWords(UI_WORDS)
  const [draft, setDraft] = useState<string>()
  const save = useAddress(field.key)
  const keep = (next: string | null) => save.mutate(next, { onSuccess: () => setDraft(undefined) })
  if (draft === undefined)
    return (
      <div className="own-address">
        <span className={address === null ? 'soft small' : 'break'}>{address ?? props.none ?? words.noAddress}</span>
        <Button type="link" onClick={() => setDraft(address ?? '')}>
          {address === null ? words.write : words.change}
        </Button>
        {address === null ? null : (
          <Button type="link" danger onClick={() => keep(null)} loading={save.isPending}>
            {words.clear}
          </Button>
        )}
        {save.error ? <RefusalText error={save.error} /> : null}
      </div>
    )
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        keep(draft.trim())
      }}
    >
      <AddressInput field={field} value={draft} change={setDraft} />
      {save.error ? <RefusalText error={save.error} /> : null}
      <div className="dialog-verbs">
        <Button onClick={() => setDraft(undefined)}>{ui.cancel}</Button>
        <Button type="primary" htmlType="submit" disabled={draft.trim() === ''} loading={save.isPending}>
          {ui.save}
        </Button>
      </div>
    </form>
  )
}

/** What no channel of persons asks for, but rooms call people by. */
function Mentions({ own }: { readonly own: OwnChannels }) {
  const words = useWords(OWN_CHANNEL_WORDS)
  const { locale } = useLocale()
  const format = useFormat()
  return (
    <>
      <h3>{words.mentions}</h3>
      <ul className="plain-list">
        {own.mentions.map(({ field, address, rooms }) => (
          <li key={field.key}>
            <strong>{field.names[locale]}</strong>{' '}
            <span className="soft small">{words.mentionsNote({ rooms: format.list(rooms) })}</span>
            <Address field={field} address={address} none={words.noMention} />
          </li>
        ))}
      </ul>
    </>
  )
}
