/** All notifiers. A new one is its file, its test and one line here. */
import { aliyunSms } from './aliyun-sms.ts'
import { bark } from './bark.ts'
import type { Notifier } from './contract.ts'
import { dingtalk } from './dingtalk.ts'
import { email } from './email.ts'
import { feishu } from './feishu.ts'
import { ntfy } from './ntfy.ts'
import { slack } from './slack.ts'
import { telegram } from './telegram.ts'
import { telegramGroup } from './telegram-group.ts'
import { tencentSms } from './tencent-sms.ts'
import { twilio } from './twilio.ts'
import { webPush } from './web-push.ts'
import { webhook } from './webhook.ts'
import { wecom } from './wecom.ts'

export const notifiers: readonly Notifier[] = [
  email,
  webPush,
  dingtalk,
  feishu,
  wecom,
  slack,
  telegram,
  telegramGroup,
  bark,
  ntfy,
  webhook,
  aliyunSms,
  tencentSms,
  twilio,
]

export const findNotifier = (id: string): Notifier | undefined => notifiers.find((each) => each.id === id)

/** What a kind of channel must know of a person, by its key; several may share one. undefined: nothing, or there is no such kind. */
export const addressKeyOf = (id: string): string | undefined => findNotifier(id)?.address?.field.key
