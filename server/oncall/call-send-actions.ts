import { type Notice, sendNotice } from '../access/notice-actions.ts'
import { formatTime } from '../access/notice-time.ts'
import type { App } from '../app.ts'
import type { Trx } from '../base/db.ts'
import { tellRoomsTaken } from './call-room-actions.ts'
import { listMessages, type RunRow, type StepRow } from './call-store.ts'
import { linkPath } from './call-token-actions.ts'
import { answerLine, calledLine, callWord, finalWord, nextLine, takenLine, takenSubject } from './call-words.ts'
import type { Team } from './reads.ts'

type Step = Pick<StepRow, 'n'> & {
  readonly isFinal: boolean
  /** kinds of notifier to which the step is limited; empty: whatever reaches the person */
  readonly notifiers: readonly string[]
  /** who was called before, of the final step */
  readonly called: readonly string[]
  readonly next: { readonly at: Date; readonly people: readonly string[] } | undefined
}

/**
 * Calls one person: the signed link is the message's button, said once; the alert's own page is where to go on.
 * @returns how many messages; 0 where there is no channel at all
 */
export async function sendCall(
  app: App,
  trx: Trx,
  team: Team,
  run: RunRow,
  step: Step,
  personId: string,
): Promise<number> {
  const path = await linkPath(app, trx, run, personId)
  const { zone } = team.organisation
  const names = (ids: readonly string[]): string[] => ids.map((id) => team.nameOf(id))
  const notice: Notice = {
    ...noticeOf(run, `call ${run.id} ${step.n} ${personId}`, [personId]),
    isCall: true,
    notifiers: step.notifiers,
    acknowledgeUrl: () => path,
    words: (locale) => {
      const { subject, lines, url } = run.words[locale]
      const { next } = step
      return {
        subject: (step.isFinal ? finalWord : callWord)(locale) + subject,
        lines: [
          ...(step.isFinal && step.called.length > 0 ? [calledLine(names(step.called))(locale)] : []),
          ...lines,
          answerLine(locale),
          ...(next && next.people.length > 0
            ? [nextLine(formatTime(next.at, locale, zone), names(next.people))(locale)]
            : []),
        ],
        ...(url === undefined ? {} : { url }),
      }
    },
  }
  return sendNotice(app, trx, notice)
}

/** Who was called may go back to sleep: told as the call was, also of light things and in quiet hours, since they are up because of us. */
export async function tellTaken(
  app: App,
  trx: Trx,
  run: RunRow,
  name: string,
  personIds: readonly string[],
): Promise<void> {
  if ((await listMessages(trx, run.orgId, [run.id])).length > 0) await tellRoomsTaken(app, trx, run, name)
  if (personIds.length === 0) return
  await sendNotice(app, trx, {
    ...noticeOf(run, `call ${run.id} taken`, personIds),
    isCall: true,
    thread: `${run.orgId} call ${run.id} taken`,
    words: (locale) => {
      const { subject, url } = run.words[locale]
      return {
        subject: takenSubject(name)(locale) + subject,
        lines: [takenLine(locale)],
        ...(url === undefined ? {} : { url }),
      }
    },
  })
}

function noticeOf(
  { orgId, id, level, mode }: RunRow,
  key: string,
  personIds: readonly string[],
): Omit<Notice, 'words'> {
  return { orgId, to: { personIds }, key, topic: 'alert', level, mode, thread: `${orgId} call ${id}` }
}
