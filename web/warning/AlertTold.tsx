import type { AlertPage } from '../../server/warning/schema.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import type { Format } from '../ui/format.ts'
import { useLocale, useWords } from '../ui/LocaleProvider.tsx'
import { Section, Tag } from '../ui/Pieces.tsx'
import type { Locale, Said } from '../ui/words.ts'
import { ALERT_WORDS } from './alert-words.ts'

type Told = AlertPage['told'][number]
type Words = Said<typeof ALERT_WORDS>
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
  const words = useWords(ALERT_WORDS)
  const format = useFormat()
  const { locale } = useLocale()
  return (
    <ul className="plain-list told">
      {told.map(({ name, ways, isLost }, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two people may bear one name
        <li key={n}>
          <strong className={isLost ? 'trouble-text' : undefined}>{name || '–'}</strong>
          <span className="told-ways">
            {ways.map((way) => (
              <span key={way.kind + way.at} className={way.isLost ? 'trouble-text' : 'soft'}>
                {wayText(way, words, format, locale, now)}
              </span>
            ))}
          </span>
        </li>
      ))}
    </ul>
  )
}

function wayText(way: Told['ways'][number], words: Words, format: Format, locale: Locale, now: Date): string {
  const { kind, channel, state, isLost, at } = way
  const states: Readonly<Record<string, string>> = {
    held: words.told_held,
    gathered: words.told_gathered,
    quiet: words.told_quiet,
    waiting: words.told_waiting,
    sending: words.told_sending,
    retrying: words.told_retrying,
    sent: words.told_sent,
    'failed-over': words.told_failed_over,
    kept: words.told_kept,
    seen: words.told_seen,
    drill: words.told_drill,
  }
  if (kind === '') return words.toldNoChannel
  const by = kind === 'in-app' ? words.toldInApp : (channel?.[locale] ?? kind)
  return `${by} ${isLost ? words.told_undelivered : (states[state] ?? state)} ${format.moment(at, now)}`
}
