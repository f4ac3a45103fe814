import { Link } from 'react-router'
import type { AlertPage } from '../../server/warning/schema.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section, Tag } from '../ui/Pieces.tsx'
import { AlertRow } from './AlertRow.tsx'
import { ALERT_WORDS } from './alert-words.ts'

type Props = { readonly page: AlertPage }

/** By which steps it became what it is, who had it in hand, and what else belongs to it. */
export function AlertCourse({ page }: Props) {
  const words = useWords(ALERT_WORDS)
  const format = useFormat()
  const now = new Date(page.to)
  return (
    <>
      <Section title={words.course} aside={format.zoneName}>
        <ol className="timeline">
          {page.stages.map(({ at, stage, size, isTold }) => (
            <li key={`${at}${stage}`}>
              <span className="figures soft">{format.moment(at, now)}</span>
              <span>
                {words[stage]} <span className="soft">{words.sizeThen({ n: format.count(size) })}</span>{' '}
                {isTold ? <Tag kind="plain">{words.told}</Tag> : null}
              </span>
            </li>
          ))}
          {page.handovers.map(({ at, byName, toName, reason }) => (
            <li key={`${at}${toName}`}>
              <span className="figures soft">{format.moment(at, now)}</span>
              <span>
                {words.handedLine({ by: byName, to: toName })} <span className="soft">{reason}</span>
              </span>
            </li>
          ))}
        </ol>
      </Section>
      {page.related.length > 0 ? (
        <Section title={words.related}>
          {page.related.map((alert) => (
            <AlertRow key={alert.id} alert={alert} now={now} />
          ))}
        </Section>
      ) : null}
    </>
  )
}

/** Who has it, where it was handed on; where it went, where it was merged. */
export function AlertWhereabouts({ page }: Props) {
  const words = useWords(ALERT_WORDS)
  const { holder, mergedInto } = page.alert
  return (
    <>
      {holder ? (
        <p className="soft">
          {holder.isTaken ? words.takenBy({ name: holder.name }) : words.heldBy({ name: holder.name })}
        </p>
      ) : null}
      {mergedInto ? (
        <p role="status">
          {words.mergedInto} · <Link to={`/alerts/${mergedInto}`}>{words.openIt}</Link>
        </p>
      ) : null}
    </>
  )
}
