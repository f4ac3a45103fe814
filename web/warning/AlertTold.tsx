import type { AlertPage } from '../../server/warning/schema.ts'
import { IN_APP_WORDS, NOTICE_STATE_WORDS } from '../access/notice-words.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section, Tag } from '../ui/Pieces.tsx'
import { ALERT_WORDS } from './alert-words.ts'

type Told = AlertPage['told'][number]
const SHOWN = 6

/** Who was told and what became of it; whom nothing reached first, in red. */
export function AlertTold({ page: { told, to } }: { readonly page: AlertPage }) {
  const words = useWords(ALERT_WORDS)
  const now = new Date(to)
  const lost = told.filter(({ isLost }) => isLost).length
  const shown = Math.max(SHOWN, lost)
  return (
    <Section
      title={words.toldTitle}
      aside={lost > 0 ? <Tag kind="level1">{words.toldLost({ n: lost })}</Tag> : undefined}
    >
      {told.length === 0 ? <p className="soft">{words.toldNone}</p> : null}
      <Lines told={told.slice(0, shown)} now={now} />
      {told.length > shown ? (
        <details>
          <summary>{words.toldAll({ n: told.length })}</summary>
          <Lines told={told.slice(shown)} now={now} />
        </details>
      ) : null}
    </Section>
  )
}

function Lines({ told, now }: { readonly told: readonly Told[]; readonly now: Date }) {
  const wayText = useWayText()
  return (
    <ul className="plain-list told">
      {told.map(({ name, ways, isLost }, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two people may bear one name
        <li key={n}>
          <strong className={isLost ? 'trouble-text' : undefined}>{name || '–'}</strong>
          <span className="told-ways">
            {ways.map((way) => (
              <span key={way.kind + way.at} className={way.isLost ? 'trouble-text' : 'soft'}>
                {wayText(way, now)}
              </span>
            ))}
          </span>
        </li>
      ))}
    </ul>
  )
}

function useWayText(): (way: Told['ways'][number], now: Date) => string {
  const words = useWords(ALERT_WORDS)
  const { inApp } = useWords(IN_APP_WORDS)
  const states = useWords(NOTICE_STATE_WORDS)
  const format = useFormat()
  return ({ kind, channel, state, isLost, at }, now) => {
    if (kind === '') return words.toldNoChannel
    const by = kind === 'in-app' ? inApp : (channel?.[format.locale] ?? kind)
    const became = isLost ? states.undelivered : ((states as Readonly<Record<string, string>>)[state] ?? state)
    return [by, became, format.moment(at, now)].join(' · ')
  }
}
