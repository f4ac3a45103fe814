import { Link } from 'react-router'
import type { AlertCard } from '../../server/warning/schema.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Tag } from '../ui/Pieces.tsx'
import { ALERT_WORDS } from './alert-words.ts'
import { headline } from './headline.ts'
import { LevelTag } from './LevelTag.tsx'
import { isLive } from './use-alerts.ts'
import { WARNING_WORDS } from './words.ts'

/** One alert in a list: the whole row opens it. */
export function AlertRow(props: { readonly alert: AlertCard; readonly now: Date; readonly isChosen?: boolean }) {
  const { alert, now, isChosen = false } = props
  const words = useWords(WARNING_WORDS)
  const own = useWords(ALERT_WORDS)
  const format = useFormat()
  const ago = format.duration(now.getTime() - new Date(alert.raisedAt).getTime())
  const isAlive = isLive(alert)
  const isOverdue = alert.state === 'open' && new Date(alert.ackDueAt) < now
  return (
    <li
      className={`row-card ${isAlive ? `edge-level${alert.level}` : 'edge-none'}${isChosen ? ' alert-chosen' : ''}`}
      aria-current={isChosen ? 'true' : undefined}
    >
      <Link to={`/alerts/${alert.id}`} className="row-link">
        <span className="row-tags">
          {alert.mode === 'drill' ? <Tag kind="drill">{words.drill}</Tag> : null}
          {isAlive ? <LevelTag level={alert.level} /> : null}
          <Tag kind={alert.state === 'open' ? 'wanted' : 'plain'}>{words[alert.state]}</Tag>
          {isAlive && alert.stage !== 'opened' ? <Tag kind="plain">{own[alert.stage]}</Tag> : null}
          {alert.group ? <Tag kind="plain">{own.sameStory}</Tag> : null}
          {alert.splitFrom ? <Tag kind="plain">{own.splitOff}</Tag> : null}
          {isOverdue ? <Tag kind="level1">{words.ackOverdue}</Tag> : null}
          {alert.recurrence > 0 ? <Tag kind="plain">{words.recurrence({ n: alert.recurrence })}</Tag> : null}
        </span>
        <strong className="row-title">{headline(alert, words, format)}</strong>
        <span className="soft small figures">
          {words.number({ n: alert.number })} · {words.raisedAgo({ time: format.moment(alert.raisedAt, now), ago })}
          {alert.holder && !alert.holder.isTaken && isAlive ? ` · ${own.heldBy({ name: alert.holder.name })}` : null}
          {alert.acknowledgedBy && isAlive ? ` · ${words.acknowledgedBy({ name: alert.acknowledgedBy })}` : null}
        </span>
      </Link>
    </li>
  )
}
