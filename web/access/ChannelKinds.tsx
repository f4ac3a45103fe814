import type { ChannelKind } from '../../server/access/channel-schema.ts'
import { useLocale, useWords } from '../ui/LocaleProvider.tsx'
import { CHANNEL_COSTS, CHANNEL_WORDS } from './channel-words.ts'

const COSTS: Readonly<Record<string, keyof typeof CHANNEL_COSTS>> = {
  'aliyun-sms': 'eachMessage',
  'tencent-sms': 'eachMessage',
  twilio: 'eachMessage',
  slack: 'yourPlan',
  ntfy: 'ownServer',
  bark: 'ownServer',
}

/** Which kind of channel to add: what each reaches, what it needs, and what it takes. */
export function ChannelKinds(props: {
  readonly kinds: readonly ChannelKind[]
  readonly choose: (kind: ChannelKind) => void
}) {
  const words = useWords(CHANNEL_WORDS)
  const groups = [
    { title: words.kindPeople, kinds: props.kinds.filter(({ reaches }) => reaches === 'person') },
    { title: words.kindRoom, kinds: props.kinds.filter(({ reaches }) => reaches === 'room') },
  ]
  return (
    <>
      {groups.map(({ title, kinds }) => (
        <section key={title}>
          <h3>{title}</h3>
          <ul className="channel-kinds">
            {kinds.map((kind) => (
              <li key={kind.notifier}>
                <KindButton kind={kind} choose={() => props.choose(kind)} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}

function KindButton({ kind, choose }: { readonly kind: ChannelKind; readonly choose: () => void }) {
  const words = useWords(CHANNEL_WORDS)
  const costs = useWords(CHANNEL_COSTS)
  const { locale } = useLocale()
  const { room } = kind.limits
  const facts = [
    kind.reaches === 'person' ? needOf(kind) : '',
    room ? words.kindLimit({ minutes: room.minutes, messages: room.messages }) : '',
    costs[COSTS[kind.notifier] ?? 'free'] as string,
  ]
  return (
    <button type="button" className="channel-kind" onClick={choose} data-kind={kind.notifier}>
      <strong>{kind.names[locale]}</strong>
      <span className="soft small">{facts.filter((fact) => fact !== '').join(' · ')}</span>
    </button>
  )

  function needOf({ address, devices }: ChannelKind): string {
    if (devices) return words.kindDevices
    return address ? words.kindNeeds({ field: address.names[locale] }) : words.kindAccount
  }
}
