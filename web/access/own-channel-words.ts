import { defineWords } from '../ui/words.ts'

/** What a person chooses on the own page. */
export const CHOICE_WORDS = defineWords({
  title: ['要收哪些通知', '接收哪些通知', 'What you are told of'],
  note: ['用{language}', '使用{language}', 'in {language}'],
  noServer: [
    '機構還沒有任何通知渠道：現在只出現在系統內。',
    '机构尚无任何通知渠道：目前只出现在系统内。',
    'There is no channel yet: notices appear only inside the product.',
  ],
  noServerCount: [
    '過去 30 天有 {n} 則通知因此沒有寄給你。',
    '过去 30 天有 {n} 条通知因此未发给你。',
    'In the last 30 days {n} [n:notice was|notices were] not sent to you for that reason.',
  ],
  setUp: ['去設定', '去设置', 'Set it up'],
  askAdministrator: ['請管理員設定。', '请联系管理员设置。', 'Ask an administrator.'],
  usual: ['預設', '默认', 'default'],
  fromLevel: ['從哪一級起', '从哪一级起', 'From which level'],
  level1: ['只要一級 重大', '仅一级 重大', 'Level 1 major only'],
  level2: ['二級 較大 或更重', '二级 较大 及以上', 'Level 2 moderate and graver'],
  level3: ['全部，包括三級 一般', '全部，包括三级 一般', 'All, level 3 minor too'],
  limit: [
    '{minutes} 分鐘內多於 {messages} 則時，其餘合成一則送出，一則不漏。',
    '{minutes} 分钟内超过 {messages} 条时，其余合并为一条发送，一条不漏。',
    'Beyond {messages} in {minutes} minutes the rest comes together in one message; nothing is lost.',
  ],
})

/** How one is reached, on the own page. */
export const OWN_CHANNEL_WORDS = defineWords({
  title: ['怎樣找到我', '怎样找到我', 'How I am reached'],
  note: [
    '二、三級先用最上面那個，送不到換下一個；一級與值班呼叫全部同時送。系統內的鈴鐺永遠都有。',
    '二、三级先用最上面的，送不到换下一个；一级与值班呼叫同时走全部渠道。系统内的铃铛始终都有。',
    'Levels 2 and 3 take the first and change to the next when it fails; level 1 and calls take all at once. The bell in the product always has everything.',
  ],
  none: ['機構還沒有找人的渠道', '机构尚无找人的渠道', 'The organisation has no channel that reaches people yet'],
  noneNote: [
    '請管理員在「通知渠道」新增。',
    '请管理员在“通知渠道”中新增。',
    'An administrator adds one under Channels.',
  ],
  email: ['寄到 {email}', '发送到 {email}', 'to {email}'],
  noAddress: ['還沒有填：現在不會用它', '尚未填写：目前不会使用', 'not given yet: it is not used'],
  confirmed: ['已確認收到', '已确认收到', 'Confirmed'],
  unconfirmed: ['還沒有確認', '尚未确认', 'Not confirmed'],
  write: ['填寫', '填写', 'Fill in'],
  change: ['更改', '更改', 'Change'],
  clear: ['刪除', '删除', 'Remove'],
  test: ['送我一則測試', '给我发送测试', 'Send me a test'],
  arrived: ['收到了', '收到了', 'It arrived'],
  arrivedAsk: ['收到了嗎？', '收到了吗？', 'Did it arrive?'],
  devices: ['這些瀏覽器', '这些浏览器', 'These browsers'],
  noDevice: ['還沒有瀏覽器', '尚无浏览器', 'No browser yet'],
  addDevice: ['在這個瀏覽器通知我', '在此浏览器通知我', 'Tell me in this browser'],
  deviceSent: ['最近一次 {time}', '最近一次 {time}', 'last at {time}'],
  deviceNever: ['還沒有送過', '尚未发送过', 'nothing sent yet'],
  deviceFails: ['送不到', '无法送达', 'Not reached'],
  deviceFailsNote: [
    '{time} 起送不到這個瀏覽器。{why}',
    '自 {time} 起无法送达此浏览器。{why}',
    'This browser could not be reached since {time}. {why}',
  ],
  removeDevice: ['不再通知', '不再通知', 'Stop'],
  pushDenied: [
    '瀏覽器不准通知：在網址列左邊的設定裏允許，再試一次。',
    '浏览器不允许通知：请在地址栏左侧的设置中允许后重试。',
    'The browser does not allow notifications: allow them beside the address, then try again.',
  ],
  pushImpossible: [
    '這個瀏覽器不能推送。iPhone 和 iPad 要先「加入主畫面」，再從那裏打開；網址也要是 https。',
    '此浏览器无法推送。iPhone 和 iPad 需先“添加到主屏幕”，再从那里打开；网址也须为 https。',
    'This browser cannot do it. On iPhone and iPad first “Add to Home Screen” and open it from there; the address must be https.',
  ],
  pushFailed: [
    '瀏覽器的推送服務沒有應答（內地連不上 Google 的）。請試另一個瀏覽器或渠道。',
    '浏览器的推送服务没有应答（内地无法连接 Google）。请尝试其他浏览器或渠道。',
    'The browser’s push service did not answer (Google’s cannot be reached from mainland China). Try another browser or channel.',
  ],
  alsoRooms: ['{rooms} 也用它叫你', '{rooms} 也用它叫你', 'Also by which {rooms} calls you'],
  mentions: ['群裏怎樣叫我', '群里怎样叫我', 'How rooms call me'],
  noMention: ['還沒有填：群裏只寫你的名字', '尚未填写：群里只写你的名字', 'not given yet: they write your name alone'],
  mentionsNote: ['用於 {rooms}', '用于 {rooms}', 'for {rooms}'],
  quiet: ['免打擾', '免打扰', 'Quiet hours'],
  quietNote: [
    '這段時間內只有一級預警和值班呼叫會打擾你；其餘結束時合成一則送來。鈴鐺裏照樣看得到。',
    '此时段内只有一级预警和值班呼叫会打扰你；其余在结束时合成一条发送。铃铛里照常可见。',
    'Only level 1 and calls to you break them; the rest comes together when they end. The bell shows everything at once.',
  ],
  quietFrom: ['從', '从', 'From'],
  quietTo: ['到', '到', 'To'],
  quietNext: ['翌日', '次日', 'next day'],
  quietDays: ['哪幾天晚上開始', '哪几天开始', 'Beginning on'],
  quietZone: ['時區', '时区', 'Time zone'],
})

/** ISO: 1 is Monday. */
export const DAY_WORDS = defineWords({
  day1: ['一', '一', 'Mon'],
  day2: ['二', '二', 'Tue'],
  day3: ['三', '三', 'Wed'],
  day4: ['四', '四', 'Thu'],
  day5: ['五', '五', 'Fri'],
  day6: ['六', '六', 'Sat'],
  day7: ['日', '日', 'Sun'],
})
