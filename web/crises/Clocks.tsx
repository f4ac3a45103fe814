import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import type { ClockCard, ClockDefinition, CrisisPage } from '../../server/crises/schema.ts'
import { useMay } from '../access/me.ts'
import { get, serverNow } from '../api.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useNow } from '../ui/hooks.ts'
import { useLocale, useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { Countdown, urgencyOf } from './Countdown.tsx'
import { clockName } from './clock-name.ts'
import { WriteDialog } from './WriteDialog.tsx'
import { CRISIS_WORDS } from './words.ts'

/** Running clocks first, the next due on top, each with its source; what is done below. */
export function Clocks({ page }: { readonly page: CrisisPage }) {
  const words = useWords(CRISIS_WORDS)
  const { clocks, crisis } = page
  const running = clocks.filter(({ stoppedAt }) => !stoppedAt).sort((a, b) => a.dueAt.localeCompare(b.dueAt))
  const done = clocks.filter(({ stoppedAt }) => stoppedAt)
  return (
    <Section title={words.clocks}>
      <ul className="clocks">
        {running.map((clock) => (
          <Clock key={clock.id} clock={clock} crisisId={crisis.id} />
        ))}
      </ul>
      {done.length > 0 ? (
        <details>
          <summary>{words.clocksDone({ n: done.length })}</summary>
          <ul className="clocks">
            {done.map((clock) => (
              <Clock key={clock.id} clock={clock} crisisId={crisis.id} />
            ))}
          </ul>
        </details>
      ) : null}
      <ByHand page={page} />
    </Section>
  )
}

function Clock({ clock, crisisId }: { readonly clock: ClockCard; readonly crisisId: string }) {
  const words = useWords(CRISIS_WORDS)
  const { locale } = useLocale()
  const format = useFormat()
  const may = useMay()
  const now = useNow(5000, serverNow)
  const [isAsking, setAsking] = useState(false)
  const name = clockName(words, clock.key)
  const urgency = urgencyOf(clock, now)
  return (
    <li className={`clock clock-${urgency}`}>
      <div className="clock-head">
        <strong>{name}</strong>
        {clock.stoppedAt ? (
          <span className="soft">
            {clock.outcome === 'void' ? words.void : words.done} {format.moment(clock.stoppedAt, now)}
          </span>
        ) : (
          <Countdown clock={clock} />
        )}
      </div>
      <div className="soft small figures">
        {(clock.countsFrom === 'first_alert' ? words.clocksFromAlert : words.clocksStarted)({
          time: format.moment(clock.startedAt, now),
        })}{' '}
        · {words.due({ time: format.moment(clock.dueAt, now) })}
        {clock.isTarget ? ` · ${words.target}` : null}
      </div>
      {clock.stoppedAt && clock.note ? <div className="small">{clock.note}</div> : null}
      <div className="clock-foot">
        <details className="small">
          <summary>{words.why}</summary>
          {clock.source[locale]}
        </details>
        {!clock.stoppedAt && may('crises.lead') ? (
          <Button onClick={() => setAsking(true)}>{words.complete}</Button>
        ) : null}
      </div>
      <WriteDialog
        isOpen={isAsking}
        close={() => setAsking(false)}
        title={words.completeWhat({ clock: name })}
        hint={words.completeHint}
        verb={words.complete}
        crisisId={crisisId}
        method="POST"
        noun={`clocks/${clock.id}/completion`}
        bodyOf={(note) => ({ note })}
      />
    </li>
  )
}

/** Clocks of the law that only a person can judge to apply. */
function ByHand({ page }: { readonly page: CrisisPage }) {
  const words = useWords(CRISIS_WORDS)
  const may = useMay()
  const [asking, setAsking] = useState<ClockDefinition>()
  const { crisis, clocks } = page
  const definitions = useQuery({
    queryKey: ['clock-definitions'],
    queryFn: ({ signal }) => get<ClockDefinition[]>('/api/clock-definitions', {}, signal),
    enabled: may('crises.lead'),
  })
  const level = crisis.level as 1 | 2 | 3
  const offered = (definitions.data ?? []).filter(
    ({ key, startsOn, types, minutes }) =>
      startsOn === 'by_hand' &&
      minutes[level] !== null &&
      (types.length === 0 || types.includes(crisis.type)) &&
      !clocks.some((clock) => clock.key === key && !clock.stoppedAt),
  )
  if (offered.length === 0) return null
  return (
    <div className="by-hand">
      <p className="soft small">{words.startClockNote}</p>
      {offered.map((definition) => (
        <Button key={definition.key} onClick={() => setAsking(definition)}>
          {words.startClockOf({ clock: clockName(words, definition.key) })}
        </Button>
      ))}
      <WriteDialog
        isOpen={asking !== undefined}
        close={() => setAsking(undefined)}
        title={words.reason}
        hint={words.startClockNote}
        verb={words.startClock}
        crisisId={crisis.id}
        method="POST"
        noun="clocks"
        bodyOf={(reason) => ({ key: asking?.key, reason })}
      />
    </div>
  )
}
