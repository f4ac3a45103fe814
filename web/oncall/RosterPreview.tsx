import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { OncallPage, RosterBody, Shift } from '../../server/oncall/schema.ts'
import { post, serverNow } from '../api.ts'
import { localText, utcOf } from '../monitoring/local-time.ts'
import { Asked } from '../ui/Asked.tsx'
import { useSettled } from '../ui/hooks.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { losesTime } from './fixed-shifts.ts'
import { ROSTER_WORDS } from './roster-words.ts'
import { ShiftTimeline } from './ShiftTimeline.tsx'
import { ONCALL_KEY } from './use-oncall.ts'

const DAY = 86_400_000
const DAYS = 28
const SETTLED_MS = 350

/** Four weeks as they would be: gaps and overlaps are seen before anything is saved. */
export function RosterPreview(props: {
  readonly page: OncallPage
  readonly rosterId: string | undefined
  readonly body: RosterBody
}) {
  const words = useWords(ROSTER_WORDS)
  const { page, rosterId } = props
  const body = useSettled({ ...props.body, name: props.body.name.trim() || '·' }, SETTLED_MS)
  const today = localText(serverNow().toISOString(), body.zone).slice(0, 10)
  const from = utcOf(`${today}T00:00`, body.zone)
  const preview = useQuery({
    queryKey: [...ONCALL_KEY, 'preview', rosterId, from, body],
    queryFn: () => post<Shift[]>('/api/oncall/previews', { ...(rosterId ? { rosterId } : {}), body, from, days: DAYS }),
    placeholderData: keepPreviousData,
    retry: false,
  })
  const overlaps = losesTime(body.fixed).filter(Boolean).length
  return (
    <section className="oncall-layer" aria-label={words.preview}>
      <h3>{words.preview}</h3>
      {overlaps > 0 ? <p className="oncall-gap-note">{words.conflicts({ n: overlaps })}</p> : null}
      <Asked query={preview}>
        {(shifts) => (
          <ShiftTimeline
            page={page}
            shifts={shifts}
            from={from}
            to={new Date(Date.parse(from) + DAYS * DAY).toISOString()}
            zone={body.zone}
          />
        )}
      </Asked>
    </section>
  )
}
