// table: the page and the line that say what we do not see.
import { TROUBLE_REMEDIES, TROUBLE_TEXTS } from '../../server/warning/blind-words-schema.ts'
import { defineWords } from '../ui/words.ts'

export const TROUBLE_WORDS = defineWords(TROUBLE_TEXTS)
export const REMEDY_WORDS = defineWords(TROUBLE_REMEDIES)

export const BLIND_WORDS = defineWords({
  since: ['自 {time} 起', '自 {time} 起', 'since {time}'],
  others: ['另有 {n} 項', '另有 {n} 项', '{n} more'],
  look: ['去看看', '去查看', 'Look'],
  details: ['詳情', '详情', 'Details'],
  notAllSeen: [
    '現在看不全，不能說一切正常',
    '目前看不全，不能说一切正常',
    'Not everything is being seen: nobody can say that all is well',
  ],
  title: ['看不看得全', '看得全不全', 'Do we see everything?'],
  note: [
    '系統每分鐘自檢：帖文是否進來、預警是否算到最新、訊息是否送得出去。',
    '系统每分钟自检：帖文是否进来、预警是否算到最新、消息是否发得出去。',
    'Each minute the product checks itself: whether posts come in, detection keeps up and messages go out.',
  ],
  now: ['現在', '现在', 'Now'],
  past: ['最近 30 天', '最近 30 天', 'Last 30 days'],
  well: ['一切都看得到', '一切都看得到', 'Everything is being seen'],
  wellNote: ['最近自檢：{time}', '最近自检：{time}', 'last checked at {time}'],
  notSetUp: ['還沒有開始收帖文', '还没有开始接收帖文', 'No posts are coming in yet'],
  notSetUpNote: [
    '接上第一個來源之後，系統才知道甚麼時候算看漏。',
    '接上第一个来源之后，系统才知道什么时候算看漏。',
    'Once a first source is connected, the product can tell when something is missed.',
  ],
  addSource: ['接上來源', '接入来源', 'Connect a source'],
  nothingPast: ['沒有', '没有', 'None'],
  lasted: ['{from} 至 {to}，持續 {duration}', '{from} 至 {to}，持续 {duration}', '{from} to {to}, for {duration}'],
  grave: ['看漏的風險', '看漏的风险', 'may miss something'],
})
