import { Button } from 'antd'
import { useState } from 'react'
import type { ChannelCard } from '../../server/access/channel-schema.ts'
import { Asked, RefusalText, Trouble } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { swapped } from '../ui/order.ts'
import { Empty, PageHead, Section } from '../ui/Pieces.tsx'
import { ChannelDialog } from './ChannelDialog.tsx'
import { ChannelRow } from './ChannelRow.tsx'
import { CHANNEL_WORDS } from './channel-words.ts'
import { useMay } from './me.ts'
import { NoticeQueue } from './NoticeQueue.tsx'
import { useChannels, useNoticeCounts, useOrder } from './use-channels.ts'

/** How people outside of the product are told: the channels, whether they work, and what became of each message. */
export function ChannelsPage() {
  const may = useMay()
  return may('work.manage') ? <Channels /> : <Trouble error={{ code: 'forbidden' }} />
}

type Asking = { readonly card: ChannelCard | undefined }

function Channels() {
  const words = useWords(CHANNEL_WORDS)
  const [asking, setAsking] = useState<Asking>()
  const channels = useChannels()
  const counts = useNoticeCounts()
  const rooms = [...new Set((channels.data ?? []).flatMap(({ room }) => (room === null ? [] : [room])))]
  const add = (
    <Button type="primary" onClick={() => setAsking({ card: undefined })}>
      {words.add}
    </Button>
  )
  return (
    <>
      <PageHead title={words.title} note={words.note}>
        {add}
      </PageHead>
      <div className="channel-columns">
        <div>
          <Asked query={channels}>
            {(cards) =>
              cards.length === 0 ? (
                <Empty title={words.none}>
                  <p>{words.noneNote({ n: counts.data?.unsent ?? 0 })}</p>
                  {add}
                </Empty>
              ) : (
                <Lists cards={cards} edit={(card) => setAsking({ card })} />
              )
            }
          </Asked>
        </div>
        <NoticeQueue counts={counts.data} />
      </div>
      {asking ? <ChannelDialog card={asking.card} rooms={rooms} close={() => setAsking(undefined)} /> : null}
    </>
  )
}

function Lists({
  cards,
  edit,
}: {
  readonly cards: readonly ChannelCard[]
  readonly edit: (card: ChannelCard) => void
}) {
  const words = useWords(CHANNEL_WORDS)
  const order = useOrder()
  const lists = [
    { title: words.people, note: words.peopleNote, shown: cards.filter(({ reaches }) => reaches === 'person') },
    { title: words.rooms, note: words.roomsNote, shown: cards.filter(({ reaches }) => reaches === 'room') },
  ]
  const swap = (one: ChannelCard | undefined, other: ChannelCard) =>
    one && (() => order.mutate(swapped(cards, cards.indexOf(one), cards.indexOf(other)).map(({ id }) => id)))
  return (
    <>
      {cards.some(({ isAddressLocal }) => isAddressLocal) ? (
        <div className="warn-note channel-note">{words.localAddress}</div>
      ) : null}
      {lists
        .filter(({ shown }) => shown.length > 0)
        .map(({ title, note, shown }) => (
          <Section key={title} title={title}>
            <p className="soft small">{note}</p>
            <ul className="rows">
              {shown.map((card, at) => (
                <ChannelRow
                  key={card.id}
                  card={card}
                  earlier={swap(shown[at - 1], card)}
                  later={swap(shown[at + 1], card)}
                  edit={() => edit(card)}
                />
              ))}
            </ul>
          </Section>
        ))}
      {order.error ? <RefusalText error={order.error} /> : null}
    </>
  )
}
