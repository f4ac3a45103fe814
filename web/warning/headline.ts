import type { AlertCard } from '../../server/warning/schema.ts'
import type { Format } from '../ui/format.ts'
import type { Said } from '../ui/words.ts'
import type { WARNING_WORDS } from './words.ts'

type Words = Said<typeof WARNING_WORDS>

/** What the alert is about, in one sentence: how much, how bad, what they say. */
export function headline(alert: AlertCard, words: Words, format: Format): string {
  const parts = [volumePart(alert, words, format), sharePart(alert, words, format), wordsPart(alert, words, format)]
  return parts.filter((part) => part !== '').join(format.locale === 'en' ? '; ' : '；')
}

function volumePart(alert: AlertCard, words: Words, format: Format): string {
  const { observed, expected } = alert
  const values = { track: alert.trackName, minutes: alert.windowMinutes, observed: format.count(observed) }
  if (expected < 1 && observed >= 3) return words.headVolumeNone(values)
  const times = expected > 0 ? observed / expected : 0
  if (times < 1.3) return words.headVolumeUsual(values)
  return words.headVolume({
    ...values,
    expected: expected < 10 ? format.size(expected) : format.count(expected),
    times: format.times(times),
  })
}

function sharePart(alert: AlertCard, words: Words, format: Format): string {
  if (alert.negativeShare === null) return ''
  const now = format.share(alert.negativeShare)
  return alert.usualNegativeShare === null
    ? words.headShareOnly({ now })
    : words.headShare({ now, usual: format.share(alert.usualNegativeShare) })
}

function wordsPart(alert: AlertCard, words: Words, format: Format): string {
  if (alert.topWords.length === 0) return ''
  return words.headWords({ words: format.list(alert.topWords.slice(0, 3)) })
}
