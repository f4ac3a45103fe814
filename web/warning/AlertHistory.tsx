import type { AlertPage } from '../../server/warning/schema.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { WARNING_WORDS } from './words.ts'

/** Who did what and why, and what the detectors said. */
export function AlertHistory({ page }: { readonly page: AlertPage }) {
  const words = useWords(WARNING_WORDS)
  const format = useFormat()
  const now = new Date(page.to)
  const states: Readonly<Record<string, string>> = words as never
  return (
    <Section title={words.history} aside={format.zoneName}>
      <ol className="timeline">
        {page.transitions.map(({ at, from, to, byName, reasonCode, reason }) => (
          <li key={`${at}${to}`}>
            <span className="figures soft">{format.moment(at, now)}</span>
            <span>
              {from === null
                ? words.historyRaised
                : `${byName === '' || byName === 'watch' ? words.system : byName} · ${states[to] ?? to}`}
              {reasonCode ? <span className="soft"> {states[`reason_${reasonCode}`] ?? reasonCode}</span> : null}
              {reason ? <span className="soft"> {reason}</span> : null}
            </span>
          </li>
        ))}
      </ol>
      <details>
        <summary>{words.alarms}</summary>
        <ul className="plain-list small">
          {page.alarms.map((alarm) => {
            const isShare = alarm.detector.includes('share') || alarm.detector === 'slow-drift'
            const write = isShare ? format.share : format.count
            return (
              <li key={`${alarm.at}${alarm.detector}`}>
                <span className="figures soft">{format.moment(alarm.at, now)}</span>{' '}
                {words.alarmLine({
                  detector: states[alarm.detector] ?? alarm.detector,
                  minutes: alarm.windowMinutes,
                  observed: write(alarm.observed),
                  expected: write(alarm.expected),
                  score: format.times(alarm.score),
                })}{' '}
                <span className="soft">v{alarm.detectorVersion}</span>
              </li>
            )
          })}
        </ul>
      </details>
    </Section>
  )
}
