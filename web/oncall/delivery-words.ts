// table: what became of the messages of a call, in the three languages.
import { defineWords } from '../ui/words.ts'

/** By NOTICE_STATES of server/access/notice-schema.ts. */
export const DELIVERY_WORDS = defineWords({
  waiting: ['待發', '待发', 'waiting'],
  sending: ['發送中', '发送中', 'sending'],
  retrying: ['重試中', '重试中', 'retrying'],
  sent: ['已送達', '已送达', 'delivered'],
  'set-aside': ['沒送到，已走別的渠道', '未送达，已走其他渠道', 'not delivered; another channel took it'],
  dropped: ['已放棄', '已放弃', 'given up'],
  held: ['等候合併發送', '等待合并发送', 'held, to be sent with others'],
  gathered: ['已合併發送', '已合并发送', 'sent with others'],
  unsent: ['沒有渠道', '没有渠道', 'no channel'],
  drill: ['演練，不外發', '演练，不外发', 'drill, not sent'],
  undelivered: ['沒有送到', '未送达', 'not delivered'],
  'failed-over': ['改走別的渠道', '改走其他渠道', 'sent by another channel'],
  quiet: ['等免打擾結束', '等待免打扰结束', 'waits for quiet hours to end'],
  kept: ['未讀', '未读', 'not seen'],
  seen: ['已讀', '已读', 'seen'],
})
export const IN_APP_WORDS = defineWords({ inApp: ['站內', '站内', 'in the product'] })
