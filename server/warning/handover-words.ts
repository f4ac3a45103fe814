import type { Locale } from '../notifiers/contract.ts'
import type { Level } from './level.ts'
import { headlineOf } from './notice-headline.ts'
import { handedLine, handedWord, numberLine } from './notice-words.ts'
import type { AlertCard } from './schema.ts'

/** What somebody is told or called with to whom an alert is handed over. @param name of whoever hands it over; empty where that person is gone */
export function handedWords(
  alert: AlertCard,
  { name, reason }: { readonly name: string; readonly reason: string },
  locale: Locale,
): { subject: string; lines: string[]; url: string } {
  return {
    subject: handedWord(locale) + headlineOf(alert, locale),
    lines: [
      numberLine(alert.number, alert.level as Level)(locale),
      ...(name === '' ? [] : [handedLine(name)(locale)]),
      ...(reason === '' ? [] : [reason]),
    ],
    url: `/alerts/${alert.id}`,
  }
}
