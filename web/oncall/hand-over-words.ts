// table: handing an alert over, in the three languages.
import { defineWords } from '../ui/words.ts'

export const HAND_OVER_WORDS = defineWords({
  title: ['轉交給誰？', '转交给谁？', 'Hand over to whom?'],
  open: ['轉交並呼叫', '转交并呼叫', 'Hand over by a call'],
  how: ['怎樣告訴對方', '如何告知对方', 'How they hear of it'],
  asNotice: ['發通知', '发通知', 'A notice'],
  asNoticeNote: ['對方看到後再認領', '对方看到后再认领', 'They take it when they see it'],
  asCall: ['呼叫', '呼叫', 'A call'],
  asCallNote: [
    '一直呼叫到對方認領；三次不應，改按呼叫規則找人，並告訴你',
    '一直呼叫到对方认领；三次未应答，改按呼叫规则找人，并告知你',
    'Called until they take it; after three times in vain the escalation policy goes on, and you are told',
  ],
  next: ['下一位值班者：{name}', '下一位值班者：{name}', 'The next on call: {name}'],
  noNext: ['沒有其他人值班', '没有其他人值班', 'Nobody else is on call'],
  onCall: ['值班中', '值班中', 'on call'],
  nobody: [
    '沒有其他可以處理預警的同事。請管理員在「人員與角色」授予「處理預警」。',
    '没有其他可以处理预警的同事。请管理员在“人员与角色”授予“处理预警”。',
    'Nobody else may handle alerts. An administrator can grant it under People and roles.',
  ],
  why: ['要交代的話', '需要交代的内容', 'What they should know'],
  handOver: ['轉交', '转交', 'Hand over'],
  call: ['呼叫 {name}', '呼叫 {name}', 'Call {name}'],
})
