import { sendNotice } from '../access/notice-actions.ts'
import { formatTime } from '../access/notice-time.ts'
import { listOrganisations } from '../access/reads.ts'
import type { App } from '../app.ts'
import { HOUR } from '../base/clock.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { countCalling } from './call-store.ts'
import { handOverLine, handOverSubject, nobodyWord, noteLine, runningLine, untilLine } from './call-words.ts'
import { type Team, teamOf } from './reads.ts'
import { listNotes, markNotesTold, takeHandOver } from './roster-store.ts'
import type { Span } from './shift.ts'

/** A hand-over that was missed longer ago (nothing ran) is no news any more. */
const TOLD_WITHIN = HOUR
const AHEAD = 35 * 24 * HOUR

/** Tells both at each hand-over that has just been, with what the one before wrote; once, whatever runs. */
export async function tellHandOvers(app: App): Promise<void> {
  for (const { id: orgId } of await listOrganisations(app.db)) {
    try {
      await tellOf(app, orgId)
    } catch (error) {
      app.log.error('hand-overs could not be told', { orgId, error: (error as Error).message })
    }
  }
}

type Change = { readonly rosterId: string; readonly name: string; readonly from: Span; readonly to: Span }

async function tellOf(app: App, orgId: string): Promise<void> {
  const now = app.clock.now()
  const team = await teamOf(app.db, orgId, now)
  for (const { id, body, roster } of team.rosters) {
    const spans = roster.between(now.getTime() - TOLD_WITHIN, now.getTime() + 1)
    const [from, to] = spans.slice(-2)
    if (!from || !to || from.personId === to.personId) continue
    const until = roster.between(to.from, to.from + AHEAD)[0]?.to ?? to.to
    await inTransaction(app.db, (trx) =>
      tellOne(app, trx, team, { rosterId: id, name: body.name, from, to: { ...to, to: until } }),
    )
  }
}

async function tellOne(app: App, trx: Trx, team: Team, { rosterId, name, from, to }: Change): Promise<void> {
  const now = app.clock.now()
  const orgId = team.organisation.id
  const at = new Date(to.from)
  const between = { from: from.personId ?? null, to: to.personId ?? null }
  if (!(await takeHandOver(trx, { orgId, rosterId, at, ...between, now }))) return
  const notes = await listNotes(trx, orgId, rosterId)
  const running = await countCalling(trx, orgId)
  await sendNotice(app, trx, {
    orgId,
    to: { personIds: [from.personId, to.personId].filter((id) => id !== undefined) },
    key: `hand-over ${rosterId} ${at.toISOString()}`,
    topic: 'alert',
    mode: 'live',
    words: (locale, zone) => {
      const nameOf = (id: string | undefined): string => (id === undefined ? nobodyWord(locale) : team.nameOf(id))
      const time = (ms: number): string => formatTime(new Date(ms), locale, zone)
      const lines = [
        handOverLine(nameOf(from.personId), nameOf(to.personId), time(to.from)),
        untilLine(time(to.to)),
        ...(running > 0 ? [runningLine(running)] : []),
        ...notes.map(({ personId, text }) => noteLine(team.nameOf(personId), text)),
      ]
      return {
        subject: handOverSubject(name, nameOf(to.personId))(locale),
        lines: lines.map((said) => said(locale)),
        url: '/oncall',
      }
    },
  })
  await markNotesTold(trx, now, orgId, rosterId)
}
