// table: subscribing to shifts from a calendar, in the three languages.
import { defineWords } from '../ui/words.ts'

export const FEED_WORDS = defineWords({
  title: ['訂閱到日曆', '订阅到日历', 'In your own calendar'],
  note: [
    '手機或電腦的日曆會自己更新班次、代班與假日。',
    '手机或电脑的日历会自动更新班次、代班与节假日。',
    'The calendar of a phone or computer follows shifts, stand-ins and holidays by itself.',
  ],
  own: ['我的班', '我的班次', 'My shifts'],
  ofRoster: ['{name}：所有人的班', '{name}：所有人的班次', '{name}: everybody’s shifts'],
  gone: ['已停用的值班表', '已停用的值班表', 'A roster that was given up'],
  none: ['未訂閱', '未订阅', 'not subscribed'],
  since: ['{time} 建立', '{time} 创建', 'since {time}'],
  neverRead: ['還沒有日曆來讀過', '还没有日历读取过', 'no calendar has asked yet'],
  readAt: ['{time} 讀過', '{time} 读取过', 'last read {time}'],
  make: ['取得網址', '获取网址', 'Get an address'],
  renew: ['換網址', '更换网址', 'New address'],
  renewAsk: [
    '舊網址馬上失效，用它訂閱的日曆不再更新。',
    '旧网址立即失效，用它订阅的日历不再更新。',
    'The earlier address stops at once: calendars that use it are not updated any more.',
  ],
  revoke: ['停用', '停用', 'Revoke'],
  revokeAsk: [
    '網址馬上失效；已在日曆裏的班次要在那裏自己刪除。',
    '网址立即失效；已在日历中的班次需在那里自行删除。',
    'The address stops at once; what the calendar holds already is to be deleted there.',
  ],
  addressTitle: ['日曆網址', '日历网址', 'Address of the calendar'],
  addressNote: [
    '只顯示這一次。誰有這個網址，誰就能看到這些班次：不要轉發。iPhone：「日曆 → 行事曆 → 加入訂閱行事曆」；Google 日曆（電腦）：「其他日曆 → 加入日曆網址」；Outlook：「新增行事曆 → 從網頁訂閱」。',
    '仅显示这一次。任何人持有该网址都能看到这些班次，请勿转发。iPhone：“日历 → 日历 → 添加订阅日历”；Google 日历（电脑）：“其他日历 → 通过网址添加”；Outlook：“添加日历 → 从 Web 订阅”。',
    'Shown this once. Whoever has it sees these shifts: do not pass it on. iPhone: Calendar, Calendars, Add Subscription Calendar. Google Calendar, on a computer: Other calendars, From URL. Outlook: Add calendar, Subscribe from web.',
  ],
})
