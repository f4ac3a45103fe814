import type { App } from '../app.ts'
import { inTransaction } from '../base/db.ts'
import type { NotifyError } from '../notifiers/contract.ts'
import { systemActor } from './actor.ts'
import { recordAct } from './audit-actions.ts'
import { type ChannelRow, markGone } from './channel-store.ts'
import { sendNotice } from './notice-actions.ts'
import { goneLines, goneSubject } from './notice-words.ts'

/**
 * The other side says that a robot or its room is no more: nothing is sent by it until a person switches it on again. Whoever keeps the
 * channels is told, once, and the page shows it with the other side's words.
 */
export async function switchOffGone(app: App, channel: ChannelRow, error: NotifyError): Promise<void> {
  const { orgId, id, name, room } = channel
  const at = app.clock.now()
  await inTransaction(app.db, async (trx) => {
    if (!(await markGone(trx, channel, at, error.said ?? error.message))) return
    const actor = systemActor(orgId, 'channels')
    await recordAct(trx, at, actor, { verb: 'switchChannelOff', objectKind: 'channel', objectId: id, detail: { name } })
    await sendNotice(app, trx, {
      orgId,
      to: { permission: 'work.manage' },
      key: `channel gone ${id} ${at.toISOString()}`,
      topic: 'blind',
      mode: 'live',
      // Another room would hear of it what concerns those who keep the channels alone.
      rooms: false,
      words: (locale) => ({
        subject: goneSubject(name)(locale),
        lines: goneLines(room ?? name).map((said) => said(locale)),
        url: '/administration/channels',
      }),
    })
  })
}
