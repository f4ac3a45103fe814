import type { TestContext } from 'node:test'
import { makeChannel } from '../../server/access/channel-actions.ts'
import type { NewChannel } from '../../server/access/channel-schema.ts'
import { noticeChannels } from '../../server/access/channel-send-actions.ts'
import type { Notice } from '../../server/access/notice-actions.ts'
import type { App } from '../../server/app.ts'
import type { Clock } from '../../server/base/clock.ts'
import { silentLog } from '../../server/base/log.ts'
import { sendDue } from '../../server/base/outbox-sender.ts'
import type { Company } from './company.ts'
import { type MailServer, type MailServerOptions, startMailServer } from './mail-server.ts'

/** Hosts of the test's own network. */
export const NEAR = { config: { privateHosts: ['localhost', '127.0.0.1'] } }

export type Post = {
  readonly server: MailServer
  /** One worker's round: sends what is due. */
  deliver(): Promise<void>
}

/** The company's own mail server, set up by its administrator. */
export async function setUpMail(
  t: TestContext,
  app: App,
  company: Company,
  clock: Clock,
  options: MailServerOptions & { readonly values?: Readonly<Record<string, unknown>> } = {},
): Promise<Post> {
  const server = await startMailServer(t, options)
  await makeChannel(app, company.administrator, {
    notifier: 'email',
    name: 'E-mail',
    values: { ...mailValues(server), ...options.values } as NewChannel['values'],
  })
  const sender = { db: app.db, clock, log: silentLog, channels: noticeChannels(app) }
  return { server, deliver: async () => void (await sendDue(sender)) }
}

/** Of a channel that sends by this server. */
export function mailValues({ port }: Pick<MailServer, 'port'>) {
  return { host: 'localhost', port, security: 'none', from: 'weiji@qinghe.example' }
}

export const NOTICE: Omit<Notice, 'orgId' | 'key'> = {
  to: { permission: 'alerts.handle' },
  topic: 'alert',
  level: 2,
  mode: 'live',
  words: (locale) => ({
    subject: locale === 'en' ? 'It grows' : '正在擴大',
    lines: ['line'],
    url: '/alerts/00000000-0000-7000-8000-000000000000',
  }),
}
