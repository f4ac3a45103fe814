import { systemActor } from '../access/actor.ts'
import { personIdOf } from '../access/actor-key.ts'
import { namesOfPeople } from '../access/name-reads.ts'
import type { NoticeWords } from '../access/notice-actions.ts'
import { formatTime } from '../access/notice-time.ts'
import type { Actor, App } from '../app.ts'
import type { Trx } from '../base/db.ts'
import type { Locale } from '../notifiers/contract.ts'
import { beginCall, endCall, raiseCall } from '../oncall/actions.ts'
import { nameNow } from './actor-name.ts'
import { findAlert } from './alert-store.ts'
import { type CallNews, callNewsOf } from './call-news.ts'
import { otherTrackNames } from './call-reads.ts'
import { tracksLine } from './call-words.ts'
import { listHandovers } from './handover-store.ts'
import { handedWords } from './handover-words.ts'
import type { Level } from './level.ts'
import { headlineOf } from './notice-headline.ts'
import { numberLine, sinceLine } from './notice-words.ts'
import type { AlertCard, AlertNews } from './schema.ts'

/**
 * Calls whoever is on call about an alert, and stops calling when somebody has taken it on: in the transaction of its cause, for every
 * news of it. Where the organisation has no roster, nothing happens, and people hear of it by notices alone.
 * @param by who brought it there; undefined: the watch
 */
export async function callForAlert(
  app: App,
  trx: Trx,
  orgId: string,
  alert: AlertCard,
  news: AlertNews,
  by?: Actor,
): Promise<void> {
  const subject = { kind: 'alert' as const, id: alert.id }
  const level = alert.level as Level
  const meant = callNewsOf(alert, news, by !== undefined)
  switch (meant.kind) {
    case 'call': {
      const first = meant.isAgain ? await keeperOf(trx, orgId, alert.id) : undefined
      const words = await wordsFor(trx, orgId, alert)
      await raiseCall(app, trx, orgId, subject, level, words)
      await beginCall(app, trx, {
        orgId,
        subject,
        level,
        mode: alert.mode,
        key: keyOf(app, alert, meant),
        first,
        words,
      })
      return
    }
    case 'raise':
      return raiseCall(app, trx, orgId, subject, level, await wordsFor(trx, orgId, alert))
    case 'end':
      return endCall(app, trx, orgId, subject, { by: by ?? systemActor(orgId, 'watch'), how: meant.how })
    case 'none':
      return
  }
}

/** Growth is told once for each doubling, in the transaction that notes it; the moment tells one from the next. */
function keyOf(app: App, { id, recurrence }: AlertCard, { isAgain }: CallNews & { kind: 'call' }): string {
  return isAgain ? `alert ${id} again ${app.clock.now().toISOString()}` : `alert ${id} ${recurrence}`
}

/** Whoever had taken it on hears first that it is worse; of what was handed over, whoever took it then. */
async function keeperOf(trx: Trx, orgId: string, alertId: string): Promise<string | undefined> {
  const alert = await findAlert(trx, orgId, alertId)
  if (alert?.holder_taken_at && alert.holder_id !== null) return alert.holder_id
  return personIdOf(alert?.acknowledged_by ?? '')
}

/** As it stands now: whoever is called later hears of the level and the figures of then. Until it is taken, one that was handed over says so. */
async function wordsFor(
  trx: Trx,
  orgId: string,
  alert: AlertCard,
): Promise<(locale: Locale, zone: string) => NoticeWords> {
  const others = await otherTrackNames(trx, orgId, alert.id)
  const handed = alert.holder?.isTaken === false ? await lastHandover(trx, orgId, alert.id) : undefined
  return (locale, zone) => (handed ? handedWords(alert, handed, locale) : wordsOf(alert, others, locale, zone))
}

async function lastHandover(
  trx: Trx,
  orgId: string,
  alertId: string,
): Promise<{ name: string; reason: string } | undefined> {
  const last = (await listHandovers(trx, orgId, alertId)).at(-1)
  if (!last) return undefined
  const names = await namesOfPeople(trx, orgId, [personIdOf(last.byKey)])
  return { name: nameNow(names, last.byKey, last.byName), reason: last.reason }
}

function wordsOf(alert: AlertCard, others: readonly string[], locale: Locale, zone: string): NoticeWords {
  const lines = [
    numberLine(alert.number, alert.level as Level),
    ...(others.length > 0 ? [tracksLine(others)] : []),
    sinceLine(formatTime(new Date(alert.from), locale, zone)),
  ]
  return {
    subject: headlineOf(alert, locale),
    lines: lines.map((said) => said(locale)),
    url: `/alerts/${alert.id}`,
  }
}
