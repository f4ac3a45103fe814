import { type NoticeWords, sendNotice } from '../access/notice-actions.ts'
import { formatTime } from '../access/notice-time.ts'
import type { Actor, App } from '../app.ts'
import type { Trx } from '../base/db.ts'
import type { Locale } from '../notifiers/contract.ts'
import { otherTrackNames } from './call-reads.ts'
import { tracksLine } from './call-words.ts'
import type { Level } from './level.ts'
import { headlineOf } from './notice-headline.ts'
import { dueLine, numberLine, sinceLine, sinceTold, stageWord, takenLine, whyLine } from './notice-words.ts'
import type { AlertCard } from './schema.ts'
import type { StageRow } from './stage-store.ts'

/**
 * Tells whoever handles alerts of a step, in the transaction of its cause, and what has changed since they last heard.
 * @param lastTold the step that they heard of last
 * @param by who brought it there; undefined: the watch
 */
export async function noticeStage(
  app: App,
  trx: Trx,
  orgId: string,
  alert: AlertCard,
  stage: StageRow,
  lastTold: StageRow | undefined,
  by?: Actor,
): Promise<void> {
  const others = await otherTrackNames(trx, orgId, alert.id)
  await sendNotice(app, trx, {
    orgId,
    to: { permission: 'alerts.handle' },
    key: `alert ${alert.id} stage ${stage.seq}`,
    topic: 'alert',
    level: stage.level as Level,
    mode: alert.mode,
    thread: `${orgId} alert ${alert.id}`,
    ...(by?.kind === 'person' ? { except: by.id } : {}),
    words: (locale, zone) => wordsOf(alert, others, stage, lastTold, locale, zone),
  })
}

function wordsOf(
  alert: AlertCard,
  others: readonly string[],
  stage: StageRow,
  lastTold: StageRow | undefined,
  locale: Locale,
  zone: string,
): NoticeWords {
  const { number, from, ackDueAt, state, acknowledgedBy } = alert
  const time = (at: Date | string): string => formatTime(new Date(at), locale, zone)
  const why = whyLine(stage.why)
  const changed = lastTold ? sinceTold(time(lastTold.at), lastTold.figures, stage.figures) : undefined
  const lines = [
    numberLine(number, stage.level as Level),
    ...(others.length > 0 ? [tracksLine(others)] : []),
    ...(why ? [why] : []),
    ...(changed ? [changed] : []),
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
