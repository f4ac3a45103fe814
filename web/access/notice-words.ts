import type { ChannelCard, FailureCode } from '../../server/access/channel-schema.ts'
import type { NoticeState, TopicName } from '../../server/access/notice-schema.ts'
import { defineWords, type Triple } from '../ui/words.ts'

const TOPIC_TRIPLES = {
  alert: ['預警', '预警', 'Alerts'],
  rumour: ['可能的謠言', '可能的谣言', 'Likely rumours'],
  blind: ['系統失靈', '系统失灵', 'The product is blind'],
} as const satisfies Record<TopicName, Triple>

export const TOPIC_WORDS = defineWords({
  ...TOPIC_TRIPLES,
  gathered: ['合併通知', '合并通知', 'Gathered'],
} satisfies Record<TopicName | 'gathered', Triple>)

/** What rooms may hear. */
export const ROOM_TOPIC_WORDS = defineWords({
  ...TOPIC_TRIPLES,
  call: ['呼叫了誰（@ 本人）', '呼叫了谁（@ 本人）', 'Who is called (by @name)'],
} satisfies Record<ChannelCard['topics'][number], Triple>)

export const TOPIC_NOTES = defineWords({
  alert: [
    '開啟、升級、再現、轉為危機時',
    '出现、升级、复现、转为危机时',
    'when one opens, rises, comes back or becomes a crisis',
  ],
  rumour: [
    '像謠言或像有人組織、已有 20 條而且還在擴散時，每件一次',
    '像谣言或像有人组织、已有 20 条且仍在扩散时，每件一次',
    'when a story that may be a rumour or coordinated has 20 posts and grows, once each',
  ],
  blind: [
    '收不到帖文、延遲、工作失敗、磁碟將滿',
    '收不到帖文、延迟、任务失败、磁盘将满',
    'when posts stop coming or run late, work fails, or the disk is nearly full',
  ],
} satisfies Record<TopicName, Triple>)

/** What became of a message, wherever one is listed: what was sent, calls, alerts. */
export const NOTICE_STATE_WORDS = defineWords({
  waiting: ['等待送出', '等待发送', 'Waiting'],
  sending: ['正在送', '正在发送', 'Being sent'],
  retrying: ['稍後再試', '稍后重试', 'To be tried again'],
  sent: ['已送出', '已发出', 'Sent'],
  'set-aside': ['擱置，另有渠道', '已搁置，另有渠道', 'Set aside, another goes on'],
  undelivered: ['沒有送到', '未送达', 'Undelivered'],
  'failed-over': ['改走別的渠道', '改走其他渠道', 'Sent by another channel'],
  dropped: ['已放棄', '已放弃', 'Given up'],
  held: ['等待合併', '等待合并', 'Held to be gathered'],
  quiet: ['等免打擾結束', '等待免打扰结束', 'Waits for quiet hours to end'],
  gathered: ['已併入另一則', '已并入另一条', 'Sent with others'],
  unsent: ['沒有送：無渠道', '未发：无渠道', 'Not sent: no channel'],
  kept: ['未看', '未看', 'Not seen yet'],
  seen: ['已看', '已看', 'Seen'],
  drill: ['演練，不外送', '演练，不外发', 'Drill, not sent'],
} satisfies Record<NoticeState, Triple>)

/** The way that is no channel. */
export const IN_APP_WORDS = defineWords({ inApp: ['站內', '站内', 'in the product'] })

/** Why a message did not go out, and what to do. */
export const FAILURE_WORDS = defineWords({
  'host-unknown': [
    '找不到這部伺服器。請檢查名稱。',
    '找不到该服务器，请检查名称。',
    'There is no such server. Check its name.',
  ],
  'host-refused': [
    '這個地址在內部網絡。若是公司的伺服器，請操作員把它加進 WEIJI_PRIVATE_HOSTS。',
    '该地址位于内网。如是公司服务器，请运维人员将其加入 WEIJI_PRIVATE_HOSTS。',
    'The address lies inside a private network. If it is your company’s server, the operator lists it in WEIJI_PRIVATE_HOSTS.',
  ],
  unreachable: [
    '沒有人應答。請檢查連接埠，以及防火牆是否放行。',
    '无人应答，请检查端口以及防火墙是否放行。',
    'Nobody answers. Check the port, and whether a firewall is in between.',
  ],
  timeout: [
    '對方沒有在時限內答完。會再試。',
    '对方未在时限内答复，会再次尝试。',
    'There was no answer in time. It is tried again.',
  ],
  certificate: [
    '伺服器的憑證不可信、過期，或不是這個名稱的。自簽憑證請填公司的憑證機構。',
    '服务器证书不受信任、已过期或名称不符。自签证书请填写公司的证书颁发机构。',
    'The server’s certificate is not trusted, has expired, or is for another name. If your company signs its own, give its authority.',
  ],
  'no-tls': [
    '談不成加密：加密方式與連接埠不相配，或伺服器不支援。',
    '无法建立加密：加密方式与端口不匹配，或服务器不支持。',
    'No encryption could be agreed on: the kind does not fit the port, or the server has none.',
  ],
  'sign-in': [
    '登入、密鑰或簽名不對。郵箱常要用授權碼，不是登入密碼。',
    '账号、密钥或签名不对。邮箱常需使用授权码而非登录密码。',
    'The user, key or signature is wrong. Mailboxes often want an app password instead.',
  ],
  'sender-refused': [
    '對方不准用這個寄件人。郵箱通常要與登入名稱相同。',
    '对方不允许使用该发件人，邮箱通常需与账号一致。',
    'This sender is not allowed. With mailboxes it often must equal the user name.',
  ],
  'recipient-refused': ['對方不收這個收件人。', '对方拒绝该收件人。', 'The recipient’s address was refused.'],
  refused: ['對方拒收這則訊息。', '对方拒收这条消息。', 'The message was refused.'],
  later: [
    '對方請稍後再來。會再試。',
    '对方要求稍后再试，会自动重试。',
    'They ask to come again later. It is tried again.',
  ],
  'connection-lost': [
    '連線中斷。會再試；對方若已收下，同一則可能再來一次。',
    '连接中断，会再次尝试；对方若已接收，同一条可能再来一次。',
    'The connection broke. It is tried again; if it had been taken, the same may come once more.',
  ],
  throttled: [
    '平台說太頻繁，這個渠道暫停一會；訊息改走下一個渠道。',
    '平台提示过于频繁，该渠道暂停片刻；消息改走下一渠道。',
    'The platform says it was called too often: the channel rests, and messages take the next one.',
  ],
  gone: [
    '對方說這個地址、裝置或機器人已不存在。',
    '对方表示该地址、设备或机器人已不存在。',
    'They say that this address, device or robot does not exist any more.',
  ],
  settings: ['設定不完整，或已停用。', '设置不完整或已停用。', 'The settings are incomplete or switched off.'],
  unknown: ['沒有送出，原因見下。', '未能发出，原因如下。', 'It did not go out; the reason is below.'],
} satisfies Record<FailureCode, Triple>)
