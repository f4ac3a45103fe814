// table: words of the page that tells programs outside.
import type { DeliveryState, WebhookKind, WebhookState } from '../../server/access/webhook-schema.ts'
import { defineWords, type Triple } from '../ui/words.ts'

export const KIND_WORDS = defineWords({
  'warning.alert': ['預警', '预警', 'Alerts'],
  'crises.crisis': ['危機', '危机', 'Crises'],
  'warning.blindness': ['看不全', '看不全', 'Self-check'],
  'monitoring.posts': ['帖文摘要', '帖文摘要', 'Posts, in summary'],
} satisfies Record<WebhookKind, Triple>)

export const KIND_NOTES = defineWords({
  'warning.alert': ['發出、擴大、有人處理', '发出、扩大、有人处理', 'raised, grown, taken on'],
  'crises.crisis': ['宣布、推進、時限', '宣布、推进、时限', 'declared, moved on, clocks'],
  'warning.blindness': ['系統看漏或恢復', '系统看漏或恢复', 'the product misses something, or sees again'],
  'monitoring.posts': [
    '每分鐘一則：多少條、哪些主題',
    '每分钟一条：多少条、哪些主题',
    'one a minute: how many, of which tracks',
  ],
} satisfies Record<WebhookKind, Triple>)

export const STATE_WORDS = defineWords({
  on: ['運作中', '运行中', 'On'],
  paused: ['已暫停', '已暂停', 'Paused'],
  disabled: ['已停用', '已停用', 'Turned off'],
} satisfies Record<WebhookState, Triple>)

export const DELIVERY_WORDS = defineWords({
  waiting: ['等候送出', '等待发送', 'Waiting'],
  sending: ['送出中', '发送中', 'Being sent'],
  sent: ['已送達', '已送达', 'Arrived'],
  failed: ['送不到，會再試', '未送达，会重试', 'Failed, will be tried again'],
  'set-aside': ['送不到，已擱下', '未送达，已搁置', 'Failed, set aside'],
} satisfies Record<DeliveryState, Triple>)

export const WEBHOOK_WORDS = defineWords({
  title: ['對外通知（Webhook）', '对外通知（Webhook）', 'Webhooks'],
  note: [
    '發生預警、危機等事情時，即時告訴貴公司自己的系統；每則都有簽名，送不到會再試。',
    '发生预警、危机等情况时，即时告知贵公司自己的系统；每条都有签名，未送达会重试。',
    'Tells your own systems at once of alerts, crises and the like. Each call is signed, and tried again until it arrives.',
  ],
  add: ['新增', '新建', 'Add a webhook'],
  none: ['還沒有對外通知', '还没有对外通知', 'No webhooks yet'],
  name: ['名稱', '名称', 'Name'],
  nameExample: ['例如：值班群機器人', '例如：值班群机器人', 'such as: duty channel bot'],
  url: ['網址', '网址', 'Address'],
  urlNote: [
    '用 https；內網地址要由維運人員列入 WEIJI_PRIVATE_HOSTS',
    '用 https；内网地址须由运维人员列入 WEIJI_PRIVATE_HOSTS',
    'https; for an address inside your network the operator adds it to WEIJI_PRIVATE_HOSTS',
  ],
  kinds: ['告訴它甚麼', '告知内容', 'What it is told'],
  tracks: ['哪些監測主題', '哪些监测主题', 'Of which tracks'],
  allTracks: ['全部', '全部', 'all'],
  edit: ['修改', '修改', 'Edit'],
  test: ['送一則測試', '发送测试', 'Send a test'],
  pause: ['暫停', '暂停', 'Pause'],
  pauseNote: [
    '暫停期間發生的事，之後不會補送。',
    '暂停期间发生的事，之后不会补发。',
    'What happens meanwhile is not sent later.',
  ],
  resume: ['恢復', '恢复', 'Turn on'],
  renew: ['換密鑰', '更换密钥', 'New secret'],
  renewNote: [
    '舊密鑰還能用 24 小時，請在這段時間內換上新的。',
    '旧密钥仍可用 24 小时，请在此期间换上新密钥。',
    'The old secret keeps signing for 24 hours: change over within that time.',
  ],
  remove: ['刪除', '删除', 'Remove'],
  removeNote: ['還沒送到的也會一併刪除。', '尚未送达的也会一并删除。', 'What has not arrived is removed too.'],
  reason: ['理由', '理由', 'Reason'],
  secretTitle: ['簽名密鑰，只顯示這一次', '签名密钥，仅显示这一次', 'The signing secret, shown this once'],
  secretNote: [
    '請放進接收方的設定，用來核對簽名。',
    '请放入接收方的设置，用于核对签名。',
    'Put it into the receiver, which verifies signatures with it.',
  ],
  lastOk: ['最近送達 {time}', '最近送达 {time}', 'last arrived {time}'],
  never: ['還沒送過', '尚未发送', 'nothing sent yet'],
  failing: ['自 {time} 起送不到：{error}', '自 {time} 起未送达：{error}', 'nothing arrives since {time}: {error}'],
  failingTag: ['送不到', '未送达', 'Failing'],
  gone: ['對方回答 410：不再接收。', '对方应答 410：不再接收。', 'It answered 410: it wants no more.'],
  failingDays: [
    '連續 5 天送不到，已自動停用。',
    '连续 5 天未送达，已自动停用。',
    'Nothing arrived for 5 days, so it was turned off.',
  ],
  deliveries: ['最近送出的', '最近发送的', 'Recent deliveries'],
  noDeliveries: ['還沒有送出過', '尚未发送过', 'Nothing has been sent yet'],
  again: ['再送一次', '重新发送', 'Send again'],
  tries: ['試了 {n} 次', '试了 {n} 次', '{n} [n:try|tries]'],
  answered: ['回答 {status}', '应答 {status}', 'answered {status}'],
  next: ['下次 {time}', '下次 {time}', 'next at {time}'],
  verify: ['接收方怎樣核對簽名', '接收方如何核对签名', 'How the receiver verifies the signature'],
  verifyNote: [
    '依 Standard Webhooks 規格：先核對，再處理；同一個 webhook-id 只處理一次；10 秒內回 2xx。',
    '依照 Standard Webhooks 规范：先核对，再处理；同一个 webhook-id 只处理一次；10 秒内返回 2xx。',
    'As Standard Webhooks has it: verify first, do each webhook-id once only, answer 2xx within 10 seconds.',
  ],
})
