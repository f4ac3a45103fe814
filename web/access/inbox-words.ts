import { defineWords } from '../ui/words.ts'

/** The bell. */
export const INBOX_WORDS = defineWords({
  title: ['通知', '通知', 'Notices'],
  unread: ['{n} 則未看', '{n} 条未看', '{n} unread'],
  none: ['沒有通知', '没有通知', 'No notices'],
  noneNote: [
    '有預警、或輪到你處理時，會在這裏。',
    '出现预警或轮到你处理时，会在这里。',
    'Alerts, and what waits for you, come here.',
  ],
  readAll: ['全部當作已看', '全部标为已看', 'Mark all as seen'],
  acknowledge: ['我來處理', '我来处理', 'I have it'],
  open: ['打開', '打开', 'Open'],
  mine: ['選擇要收甚麼', '选择接收内容', 'Choose what comes'],
})
