// table: words of channels and of notices in the three languages.
import type { FailureCode } from '../../server/access/channel-schema.ts'
import type { NoticeState, TopicName } from '../../server/access/notice-schema.ts'
import { defineWords, type Triple } from '../ui/words.ts'

export const CHANNEL_WORDS = defineWords({
  title: ['通知渠道', '通知渠道', 'Channels'],
  note: [
    '系統怎樣找到不在螢幕前的人，以及要告訴哪些群',
    '系统如何找到不在屏幕前的人，以及通知哪些群',
    'How people are reached when they are not looking at the product, and which rooms are told',
  ],
  add: ['新增渠道', '新增渠道', 'Add a channel'],
  none: [
    '還沒有渠道：外面沒有人會收到通知',
    '尚无渠道：外部无人会收到通知',
    'No channel yet: nobody is told outside of this page',
  ],
  noneNote: [
    '先加電郵，再加一個半夜能叫醒人的（電話短訊、Bark、瀏覽器推送），以及團隊的群。過去 30 天有 {n} 則通知沒有送出。',
    '先添加邮件，再添加一种半夜能叫醒人的（短信、Bark、浏览器推送），以及团队的群。过去 30 天有 {n} 条通知未送出。',
    'Begin with e-mail, then one that wakes people at night (SMS, Bark, browser push), and the room of the team. In the last 30 days {n} [n:notice was|notices were] not sent.',
  ],
  people: ['找人', '找人', 'Reaches people'],
  peopleNote: [
    '由上而下：二、三級先用最上面那個，送不到才換下一個；一級與值班呼叫全部同時送。各人可在自己的頁面調整。',
    '自上而下：二、三级先用最上面的，送不到再换下一个；一级与值班呼叫同时走全部渠道。各人可在自己的页面调整。',
    'From top to bottom: levels 2 and 3 take the first and change to the next when it fails; level 1 and calls take all at once. Everybody can change the order on their own page.',
  ],
  rooms: ['告訴群', '通知群', 'Tells rooms'],
  roomsNote: [
    '同一個群放幾個機器人，名額就加起來；每則訊息在群裏只說一次。',
    '同一个群放多个机器人，名额相加；每条消息在群里只说一次。',
    'Several robots in one room add up their budgets; a message is said there once.',
  ],
  works: ['正常', '正常', 'Works'],
  worksNote: ['最近一次：{time} 對方收下', '最近一次：{time} 对方已接收', 'Last taken on at {time}'],
  untried: ['還沒有試過', '尚未试过', 'Not tried yet'],
  untriedNote: ['先送一則測試。', '请先发送一条测试。', 'Send a test first.'],
  fails: ['最近一次沒有送出', '最近一次未能送出', 'The last message did not go out'],
  off: ['已停用', '已停用', 'Off'],
  rests: [
    '暫停到 {time}：平台說太頻繁',
    '暂停至 {time}：平台提示过于频繁',
    'Rests until {time}: its platform was called too often',
  ],
  budget: [
    '{minutes} 分鐘內還可送 {left}／{of}',
    '{minutes} 分钟内还可发 {left}／{of}',
    '{left} of {of} left in {minutes} min',
  ],
  budgetReserve: ['其中 {reserve} 則留給一級', '其中 {reserve} 条留给一级', '{reserve} of them kept for level 1'],
  reach: ['{reached}／{of} 人可由此找到', '{reached}／{of} 人可由此找到', 'reaches {reached} of {of} people'],
  reachNone: ['還沒有人填地址', '尚无人填写地址', 'nobody has given an address yet'],
  undelivered: ['30 天內 {n} 則沒有送到', '30 天内 {n} 条未送达', '{n} undelivered in 30 days'],
  room: ['群：{room}', '群：{room}', 'Room: {room}'],
  topics: ['說：{topics}', '通知：{topics}', 'Tells: {topics}'],
  fromLevel: ['從 {level} 級起', '{level} 级起', 'from level {level}'],
  localAddress: [
    '訊息中的連結指向 localhost，別的裝置打不開。請操作員設定 WEIJI_PUBLIC_URL。',
    '消息中的链接指向 localhost，其他设备无法打开。请运维人员设置 WEIJI_PUBLIC_URL。',
    'Links in messages lead to localhost and open on no other device. The operator sets WEIJI_PUBLIC_URL.',
  ],
  earlier: ['「{name}」往前', '“{name}”前移', 'Move {name} up'],
  later: ['「{name}」往後', '“{name}”后移', 'Move {name} down'],
  edit: ['修改', '修改', 'Edit'],
  editTitle: ['修改「{name}」', '修改“{name}”', 'Edit {name}'],
  turnOn: ['啟用', '启用', 'Switch on'],
  turnOff: ['停用', '停用', 'Switch off'],
  remove: ['移除', '移除', 'Remove'],
  removeWhat: [
    '移除「{name}」？等待中的訊息改走下一個渠道；已送出的紀錄會保留。',
    '移除“{name}”？等待中的消息改走下一渠道；已发送的记录会保留。',
    'Remove {name}? What waits takes the next channel; the record of what was sent stays.',
  ],
  test: ['送一則測試', '发送测试', 'Send a test'],
  testing: ['正在等對方回答，最多 30 秒', '正在等待对方回应，最多 30 秒', 'Waiting for an answer, 30 s at most'],
  testedPerson: [
    '對方已收下。請看你的 {name} 有沒有收到。',
    '对方已接收。请查看你的 {name} 是否收到。',
    'It was taken. See whether it arrives by {name}.',
  ],
  testedRoom: [
    '對方已收下。請看群裏有沒有出現。',
    '对方已接收。请查看群里是否出现。',
    'It was taken. See whether it stands in the room.',
  ],
  testLater: [
    '沒有送：名額用完了，{time} 之後再試。名額要留給真的預警。',
    '未发送：名额已用完，请在 {time} 后再试。名额要留给真正的预警。',
    'Not sent: the budget is used up. Try after {time}; it is kept for real alerts.',
  ],
  testNoAddress: [
    '你還沒有填「{field}」。先到我的帳戶填寫。',
    '你还没有填写“{field}”，请先到“我的账户”填写。',
    'You have not given your {field} yet. Write it on your own page first.',
  ],
  toMe: ['去填寫', '去填写', 'Write it there'],
  addTitle: ['新增{name}', '新增{name}', 'Add {name}'],
  kindTitle: ['要加哪一種？', '要添加哪一种？', 'Which kind?'],
  kindPeople: ['找到個人', '找到个人', 'Reaches a person'],
  kindRoom: ['在群裏說', '在群里说', 'Speaks in a room'],
  kindNeeds: ['每人要填：{field}', '每人需填写：{field}', 'Needs of everybody: {field}'],
  kindAccount: ['用各人帳戶的電郵', '使用各人账户的邮箱', 'uses the e-mail of each account'],
  kindDevices: ['各人在自己的瀏覽器上打開', '各人在自己的浏览器上开启', 'everybody switches it on in the browser'],
  kindLimit: [
    '平台限 {minutes} 分鐘 {messages} 則',
    '平台限 {minutes} 分钟 {messages} 条',
    'its platform takes {messages} in {minutes} min',
  ],
  back: ['換一種', '换一种', 'Another kind'],
  name: ['名稱', '名称', 'Name'],
  nameNote: ['讓人認得是哪一個', '便于识别', 'by which people know it'],
  roomName: ['群的名稱', '群名称', 'Name of the room'],
  roomNote: [
    '同一個群的幾個機器人填同一個名稱',
    '同一个群的多个机器人填写同一名称',
    'the same for all robots of the same room',
  ],
  roomTopics: ['在群裏說甚麼', '在群里通知什么', 'What is told there'],
  roomLevel: ['從哪一級起', '从哪一级起', 'From which level'],
  roomLocale: ['語言', '语言', 'Language'],
  roomLocaleOrganisation: ['機構的語言', '机构的语言', 'The organisation’s'],
  rare: ['更多設定', '更多设置', 'More settings'],
  badField: ['「{field}」填得不對', '“{field}”填写有误', '{field}: not filled in correctly'],
  optional: ['可留空', '可留空', 'optional'],
  kept: ['已保存，留空則不變', '已保存，留空则不变', 'stored; leave empty to keep it'],
  again: [
    '地址或登入改了，請再輸入一次',
    '地址或账号已改，请重新输入',
    'The address or the user has changed: enter it again',
  ],
  clear: ['清除已保存的', '清除已保存的', 'Remove the stored one'],
  cleared: ['儲存後清除', '保存后清除', 'will be removed when saved'],
  saveAndTest: ['儲存並測試', '保存并测试', 'Save and test'],
  saidBy: ['對方的原話', '对方原话', 'In their own words'],
  detail: ['技術細節', '技术细节', 'Details'],
  guide: [
    '怎樣取得：docs/channels.md#{doc}',
    '如何获取：docs/channels.md#{doc}',
    'How to get these: docs/channels.md#{doc}',
  ],
  queue: ['送了甚麼，給誰', '发了什么，发给谁', 'What was sent to whom'],
  queueNote: ['最近 30 天', '最近 30 天', 'last 30 days'],
  all: ['全部', '全部', 'All'],
  unsentShort: ['沒有渠道', '无渠道', 'No channel'],
  nothing: ['還沒有通知', '还没有通知', 'No notices yet'],
  nothingNote: [
    '有預警、或系統本身失靈時，會送給選了要收的人。',
    '出现预警或系统自身失灵时，会发给选择接收的人。',
    'When an alert opens, or the product itself goes blind, whoever wants to know is told.',
  ],
  nothingHere: ['這一類沒有', '此类没有', 'None of this kind'],
  to: ['給 {name}', '发给 {name}', 'to {name}'],
  toRoom: ['群 {name}', '群 {name}', 'room {name}'],
  nextAt: ['{time} 再試', '{time} 重试', 'again at {time}'],
  tries: ['試過 {n} 次', '已尝试 {n} 次', '{n} [n:try|tries]'],
  retryAll: ['沒送到的全部再送', '重发所有未送达的', 'Send all undelivered again'],
  retryAllTitle: ['再送 {n} 則？', '重发 {n} 条？', 'Send {n} again?'],
  retryAllNote: [
    '先修好原因，例如密碼。理由會留在紀錄裏。',
    '请先解决原因，例如密码。理由会保留在记录中。',
    'Mend the cause first, such as the password. The reason is kept in the record.',
  ],
  reason: ['理由', '理由', 'Reason'],
  oneByOne: ['逐則處理', '逐条处理', 'One by one'],
  level: ['{level} 級', '{level} 级', 'level {level}'],
})

/** What a channel costs, where that decides which to take: facts of the vendors' pages, in docs/channels.md with their sources. */
export const CHANNEL_COSTS = defineWords({
  free: ['免費', '免费', 'free'],
  eachMessage: ['按則收費', '按条收费', 'each message costs'],
  ownServer: ['免費，或自建', '免费，或自建', 'free, or a server of your own'],
  yourPlan: ['含在你們的方案內', '含在你们的套餐内', 'part of your plan'],
})

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

export const TOPIC_WORDS = defineWords({
  alert: ['預警', '预警', 'Alerts'],
  rumour: ['可能的謠言', '可能的谣言', 'Likely rumours'],
  blind: ['系統失靈', '系统失灵', 'The product is blind'],
  gathered: ['合併通知', '合并通知', 'Gathered'],
} satisfies Record<TopicName | 'gathered', Triple>)

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

export const NOTICE_STATE_WORDS = defineWords({
  waiting: ['等待送出', '等待发送', 'Waiting'],
  sending: ['正在送', '正在发送', 'Being sent'],
  retrying: ['稍後再試', '稍后重试', 'To be tried again'],
  sent: ['已送出', '已发出', 'Sent'],
  'set-aside': ['擱置', '已搁置', 'Set aside'],
  undelivered: ['沒有送到', '未送达', 'Undelivered'],
  'failed-over': ['改走別的渠道', '改走其他渠道', 'Sent by another channel'],
  dropped: ['已放棄', '已放弃', 'Given up'],
  held: ['等待合併', '等待合并', 'Held to be gathered'],
  quiet: ['等免打擾結束', '等待免打扰结束', 'Waits for quiet hours to end'],
  gathered: ['已併入另一則', '已并入另一条', 'Sent with others'],
  unsent: ['沒有送：無渠道', '未发：无渠道', 'Not sent: no channel'],
  kept: ['在系統內', '在系统内', 'In the product'],
  seen: ['已看', '已看', 'Seen'],
  drill: ['演練，不外送', '演练，不外发', 'Drill, not sent'],
} satisfies Record<NoticeState, Triple>)

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
    '這個地址已不存在，已刪除。',
    '该地址已不存在，已删除。',
    'The address does not exist any more and was deleted.',
  ],
  settings: ['設定不完整，或已停用。', '设置不完整或已停用。', 'The settings are incomplete or switched off.'],
  unknown: ['沒有送出，原因見下。', '未能发出，原因如下。', 'It did not go out; the reason is below.'],
} satisfies Record<FailureCode, Triple>)

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
  thisDevice: ['這個瀏覽器', '此浏览器', 'this browser'],
  deviceSent: ['最近一次 {time}', '最近一次 {time}', 'last at {time}'],
  deviceNever: ['還沒有送過', '尚未发送过', 'nothing sent yet'],
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
  mentions: ['群裏怎樣叫我', '群里怎样叫我', 'How rooms call me'],
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
  saved: ['已儲存', '已保存', 'Saved'],
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
