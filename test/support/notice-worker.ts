// One round of a worker that sends notices. Started by test/notice-crash.test.ts.
import { noticeChannels } from '../../server/access/channel-send-actions.ts'
import { sendDue } from '../../server/base/outbox-sender.ts'
import { openMortalApp } from './mortal-worker.ts'

const { app, close } = openMortalApp()
const { db, clock, log } = app
while ((await sendDue({ db, clock, log, channels: noticeChannels(app) })) > 0);
await close()
