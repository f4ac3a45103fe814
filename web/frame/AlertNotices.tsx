import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useLocation } from 'react-router'
import type { LiveAlert } from '../../server/warning/schema.ts'
import { useMay } from '../access/me.ts'
import { useLive } from '../LiveProvider.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { Icon } from '../ui/Icon.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Tag } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { headline } from '../warning/headline.ts'
import { LevelTag } from '../warning/LevelTag.tsx'
import { WARNING_WORDS } from '../warning/words.ts'
import { useBell } from './BellProvider.tsx'
import { FRAME_WORDS } from './words.ts'

const MOST_SHOWN = 2

/** A new alert, on whatever page one is: it stays until it is opened or put aside, covers no button, and rings once. */
export function AlertNotices() {
  const words = useWords(FRAME_WORDS)
  const may = useMay()
  const bell = useBell()
  const queries = useQueryClient()
  const { pathname } = useLocation()
  const [waiting, setWaiting] = useState<readonly LiveAlert[]>([])
  useLive<LiveAlert>('warning.alert', (told) => {
    const { alert, isNew, isLoud } = told
    void queries.invalidateQueries({ queryKey: ['alert', alert.id] })
    const isHandled = !['open', 'acknowledged', 'investigating'].includes(alert.state)
    const isNews = isNew || isLoud
    setWaiting((before) => {
      const others = before.filter((each) => each.alert.id !== alert.id)
      if (isHandled) return others
      return isNews || (others.length < before.length && alert.state === 'open') ? [told, ...others] : others
    })
    if (isLoud && !isHandled && may('alerts.read')) bell.ring()
  })
  const shown = waiting.filter(({ alert }) => !pathname.startsWith(`/alerts/${alert.id}`))
  const dismiss = (id: string) => setWaiting((before) => before.filter(({ alert }) => alert.id !== id))
  return (
    <aside className="notices" aria-live="assertive">
      {shown.slice(0, MOST_SHOWN).map((told) => (
        <Notice key={told.alert.id} told={told} onDismiss={() => dismiss(told.alert.id)} />
      ))}
      {shown.length > MOST_SHOWN ? (
        <Link to="/alerts" className="notice-more" onClick={() => setWaiting([])}>
          {words.noticeMore({ n: shown.length - MOST_SHOWN })}
        </Link>
      ) : null}
    </aside>
  )
}

function Notice({ told, onDismiss }: { readonly told: LiveAlert; readonly onDismiss: () => void }) {
  const words = useWords(FRAME_WORDS)
  const terms = useWords(WARNING_WORDS)
  const ui = useWords(UI_WORDS)
  const format = useFormat()
  const { alert } = told
  return (
    <div className={`notice edge-level${alert.level}`}>
      <div className="row-tags">
        {alert.mode === 'drill' ? <Tag kind="drill">{terms.drill}</Tag> : null}
        <strong>{told.isNew ? words.noticeNew : words.noticeAgain}</strong>
        <LevelTag level={alert.level} />
        <button type="button" className="icon-button notice-close" onClick={onDismiss} aria-label={ui.close}>
          <Icon name="close" />
        </button>
      </div>
      <p>{headline(alert, terms, format)}</p>
      <Link to={`/alerts/${alert.id}`} className="notice-open" onClick={onDismiss}>
        {words.noticeOpen}
      </Link>
    </div>
  )
}
