import type { ClockCard } from '../../server/crises/schema.ts'
import { serverNow } from '../api.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useNow } from '../ui/hooks.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { CRISIS_WORDS } from './words.ts'

export type Urgency = 'calm' | 'soon' | 'overdue' | 'done'

/** How pressing a clock is: `soon` from its first warning on. A target is never more than soon. */
export function urgencyOf(clock: ClockCard, now: Date): Urgency {
  if (clock.stoppedAt) return 'done'
  if (new Date(clock.dueAt) <= now) return clock.isTarget ? 'soon' : 'overdue'
  const last = clock.warnAt.at(-1)
  return last && new Date(last) <= now ? 'soon' : 'calm'
}

/** Time left, counted down here by the server's clock: then by how much it is late. */
export function Countdown({ clock }: { readonly clock: ClockCard }) {
  const words = useWords(CRISIS_WORDS)
  const format = useFormat()
  const now = useNow(1000, serverNow)
  const left = new Date(clock.dueAt).getTime() - now.getTime()
  const time = format.countdown(left)
  return (
    <span className={`countdown figures countdown-${urgencyOf(clock, now)}`}>
      {left > 0 ? words.left({ time }) : words.overdue({ time })}
    </span>
  )
}

/** Time since something, counting up. */
export function Since({ at }: { readonly at: string }) {
  const format = useFormat()
  const now = useNow(1000, serverNow)
  return <span className="figures since">{format.countdown(now.getTime() - new Date(at).getTime())}</span>
}
