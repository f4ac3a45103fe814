import { type Notice, sendNotice } from '../access/notice-actions.ts'
import { formatTime } from '../access/notice-time.ts'
import type { App } from '../app.ts'
import type { Trx } from '../base/db.ts'
import type { RunRow } from './call-store.ts'
import { finalWord, nextLine, roomCallSubject, roomLine, takenSubject } from './call-words.ts'
import type { Team } from './reads.ts'

type Step = {
  readonly n: number
  readonly isFinal: boolean
  readonly next: { readonly at: Date; readonly people: readonly string[] } | undefined
}

/**
 * Tells the rooms that want to hear of it whom a step calls, once for the step, and calls these people by name there. The signed links stay
 * in their own messages: whoever pressed one in the room would answer in another's name.
 */
export async function tellRooms(
  app: App,
  trx: Trx,
  team: Team,
  run: RunRow,
  step: Step,
  personIds: readonly string[],
): Promise<void> {
  if (personIds.length === 0) return
  const { zone } = team.organisation
  const nameOf = (id: string): string => team.nameOf(id)
  await tell(app, trx, run, { part: ` ${step.n}`, named: personIds }, (locale) => {
    const { next } = step
    const names = next?.people.map(nameOf) ?? []
    return {
      subject: roomCallSubject(personIds.map(nameOf))(locale) + (step.isFinal ? finalWord(locale) : ''),
      lines: [
        roomLine(locale),
        ...(next && names.length > 0 ? [nextLine(formatTime(next.at, locale, zone), names)(locale)] : []),
      ],
    }
  })
}

/** Where a room has seen somebody called, it sees that the call is over. */
export async function tellRoomsTaken(app: App, trx: Trx, run: RunRow, name: string): Promise<void> {
  await tell(app, trx, run, { part: ' taken', named: [] }, (locale) => ({
    subject: takenSubject(name)(locale),
    lines: [],
  }))
}

type Around = { readonly subject: string; readonly lines: readonly string[] }

/** A call that somebody makes to try it is nobody else's business. */
async function tell(
  app: App,
  trx: Trx,
  { orgId, id, level, mode, subjectKind, words }: RunRow,
  { part, named }: { readonly part: string; readonly named: readonly string[] },
  around: (locale: Parameters<Notice['words']>[0]) => Around,
): Promise<void> {
  if (subjectKind === 'test') return
  await sendNotice(app, trx, {
    orgId,
    to: { named },
    key: `call ${id}${part} rooms`,
    topic: 'alert',
    level,
    mode,
    // The log of a call shows its steps' notices alone.
    thread: `${orgId} call ${id}${named.length > 0 ? '' : part}`,
    words: (locale) => {
      const { subject, lines } = around(locale)
      const { subject: headline, url } = words[locale]
      return { subject: subject + headline, lines, ...(url === undefined ? {} : { url }) }
    },
  })
}
