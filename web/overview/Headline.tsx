import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { Trouble } from '../../server/warning/blind-schema.ts'
import { serverNow } from '../api.ts'
import { Countdown } from '../crises/Countdown.tsx'
import { clockName } from '../crises/clock-name.ts'
import { CRISIS_WORDS } from '../crises/words.ts'
import { useOpenCrises } from '../frame/use-open-crises.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useNow, useTitle } from '../ui/hooks.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Loading } from '../ui/Pieces.tsx'
import { useTroubleText } from '../warning/BlindTrouble.tsx'
import { BLIND_WORDS } from '../warning/blind-words.ts'
import { headline } from '../warning/headline.ts'
import { useAlerts } from '../warning/use-alerts.ts'
import { useBlindness } from '../warning/use-blindness.ts'
import type { DrawnWatch } from '../warning/use-watch.ts'
import { WARNING_WORDS } from '../warning/words.ts'
import { verdictOf } from './verdict.ts'
import { OVERVIEW_WORDS } from './words.ts'

/** The sentence that answers the page's question. */
export function Headline({ watch, hours }: { readonly watch: DrawnWatch; readonly hours: number }) {
  const words = useWords(OVERVIEW_WORDS)
  const alerts = useAlerts('live', 100)
  const crises = useOpenCrises()
  const blindness = useBlindness()
  // Until all are known nothing may be said: "all is well" for a second would be a lie.
  if (alerts.isLoading || crises.isLoading || blindness.isLoading) return <Loading />
  const asked = [alerts, crises, blindness]
  if (asked.some(({ isError, data }) => isError && !data)) {
    return (
      <Sentence mood="warn" title={words.cannotSay}>
        {words.cannotSayNote}
      </Sentence>
    )
  }
  return (
    <Verdict
      watch={watch}
      hours={hours}
      alerts={alerts.data ?? []}
      crises={crises.data ?? []}
      blind={blindness.data?.troubles ?? []}
    />
  )
}

type Props = {
  readonly watch: DrawnWatch
  readonly hours: number
  readonly alerts: Parameters<typeof verdictOf>[1]
  readonly crises: Parameters<typeof verdictOf>[2]
  readonly blind: readonly Trouble[]
}

function Verdict({ watch, hours, alerts, crises, blind }: Props) {
  const words = useWords(OVERVIEW_WORDS)
  const terms = useWords(WARNING_WORDS)
  const format = useFormat()
  const verdict = verdictOf(watch, alerts, crises, blind)
  switch (verdict.kind) {
    case 'alert': {
      const [first] = verdict.alerts
      const n = format.count(verdict.alerts.length)
      const title = verdict.mood === 'grave' ? words.alertsOpen({ n }) : words.alertsHeld({ n })
      return (
        <Sentence mood={verdict.mood} title={title} to={first ? `/alerts/${first.id}` : '/alerts'}>
          {first ? headline(first, terms, format) : null}
        </Sentence>
      )
    }
    case 'crisis':
      return <CrisisSentence crises={verdict.crises} mood={verdict.mood} />
    case 'no-tracks':
      return (
        <Sentence mood={verdict.mood} title={words.noTracks} to="/tracks/new">
          {words.noTracksNote}
        </Sentence>
      )
    case 'silent':
      return (
        <Sentence mood={verdict.mood} title={words.silent({ hours })} to="/sources">
          {words.silentNote}
        </Sentence>
      )
    case 'blind':
      return <NotAllSeen trouble={verdict.trouble} mood={verdict.mood} />
    case 'well':
      return (
        <Sentence mood={verdict.mood} title={words.allWell}>
          <Well watch={watch} hours={hours} />
        </Sentence>
      )
    default:
      return verdict satisfies never
  }
}

/** Calm figures prove nothing while not all is seen. */
function NotAllSeen({ trouble, mood }: { readonly trouble: Trouble; readonly mood: string }) {
  const words = useWords(BLIND_WORDS)
  const textOf = useTroubleText()
  return (
    <Sentence mood={mood} title={words.notAllSeen} to="/blindness">
      {textOf(trouble)}
    </Sentence>
  )
}

function Well({ watch, hours }: { readonly watch: DrawnWatch; readonly hours: number }) {
  const words = useWords(OVERVIEW_WORDS)
  const format = useFormat()
  const sum = (key: 'posts' | 'judged' | 'negative') => watch.tracks.reduce((total, track) => total + track[key], 0)
  const judged = sum('judged')
  const share = judged > 0 ? format.share(sum('negative') / judged) : '–'
  return words.allWellNote({ tracks: watch.tracks.length, hours, posts: format.count(sum('posts')), share })
}

function CrisisSentence({ crises, mood }: { readonly crises: Props['crises']; readonly mood: 'grave' | 'warn' }) {
  const words = useWords(OVERVIEW_WORDS)
  const terms = useWords(CRISIS_WORDS)
  const format = useFormat()
  const now = useNow(1000, serverNow)
  const [first] = crises
  const clock = first?.nextClock
  const late = clock ? now.getTime() - new Date(clock.dueAt).getTime() : -1
  const lateClock = clock && late > 0 && !clock.isTarget ? clock : undefined
  const title =
    first && lateClock
      ? words.crisisLate({
          number: first.number,
          clock: clockName(terms, lateClock.key),
          late: format.duration(late),
        })
      : words.crisesOpen({ n: format.count(crises.length) })
  return (
    <Sentence mood={lateClock ? 'grave' : mood} title={title} to={first ? `/crises/${first.id}` : '/crises'}>
      {first ? (
        <>
          {first.title}
          {clock ? (
            <>
              {' · '}
              {clockName(terms, clock.key)} <Countdown clock={clock} />
            </>
          ) : null}
        </>
      ) : null}
    </Sentence>
  )
}

function Sentence(props: {
  readonly mood: string
  readonly title: string
  readonly to?: string
  readonly children: ReactNode
}) {
  useTitle(props.title)
  const inside = (
    <>
      <h1>{props.title}</h1>
      <p>{props.children}</p>
    </>
  )
  const className = `verdict verdict-${props.mood}`
  return props.to ? (
    <Link to={props.to} className={className} role="status">
      {inside}
    </Link>
  ) : (
    <div className={className} role="status">
      {inside}
    </div>
  )
}
