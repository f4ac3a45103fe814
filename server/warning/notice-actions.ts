import { type NoticeWords, sendNotice } from '../access/notice-actions.ts'
import { formatTime } from '../access/notice-time.ts'
import type { Actor, App } from '../app.ts'
import type { Trx } from '../base/db.ts'
import type { Locale } from '../notifiers/contract.ts'
import { headlineOf } from './notice-headline.ts'
import { type Stage, stageOf } from './notice-stage.ts'
import { dueLine, numberLine, sinceLine, stageWord, takenLine } from './notice-words.ts'
import type { AlertCard, AlertNews } from './schema.ts'

/**
 * Tells whoever handles alerts that one has opened, has become graver, is back or has become a crisis: once for each such stage, in the
 * transaction of its cause.
 * @param by who brought it there; undefined: the watch
 */
export async function noticeAlert(
  app: App,
  trx: Trx,
  orgId: string,
  alert: AlertCard,
  news: AlertNews,
  by?: Actor,
): Promise<void> {
  const stage = stageOf(alert, news)
  if (!stage) return
  await sendNotice(app, trx, {
    orgId,
    to: { permission: 'alerts.handle' },
    key: stage.key,
    topic: 'alert',
    level: stage.level,
    mode: alert.mode,
    thread: `${orgId} alert ${alert.id}`,
    ...(by?.kind === 'person' ? { except: by.id } : {}),
    words: (locale, zone) => wordsOf(alert, stage, locale, zone),
  })
}

function wordsOf(alert: AlertCard, stage: Stage, locale: Locale, zone: string): NoticeWords {
  const { number, from, ackDueAt, state, acknowledgedBy } = alert
  const time = (at: string): string => formatTime(new Date(at), locale, zone)
  const lines = [
    numberLine(number, stage.level),
    sinceLine(time(from)),
    ...(state === 'open' ? [dueLine(time(ackDueAt))] : []),
    ...(acknowledgedBy === null ? [] : [takenLine(acknowledgedBy)]),
  ]
  return {
    subject: stageWord(stage)(locale) + headlineOf(alert, locale),
    lines: lines.map((said) => said(locale)),
    url: `/alerts/${alert.id}`,
  }
}
