// table: words of e-mail and of notices in the three languages.
import type { FailureCode, NoticeState, TopicName } from '../../server/access/mail-schema.ts'
import { defineWords, type Triple } from '../ui/words.ts'

export const MAIL_WORDS = defineWords({
  title: ['電郵通知', '邮件通知', 'E-mail notices'],
  note: [
    '不在系統前的同事，靠它知道有預警或故障',
    '同事不在系统前时，靠它获知预警或故障',
    'How people learn of alerts and faults when they are not looking at the product',
  ],
  notSetUp: ['還沒有郵件伺服器', '尚未设置邮件服务器', 'There is no mail server yet'],
  notSetUpNote: [
    '設定之前，通知只出現在系統內。過去 30 天有 {n} 則沒有寄出。',
    '设置之前，通知只出现在系统内。过去 30 天有 {n} 条未发出。',
    'Until one is set up, notices appear only inside the product. In the last 30 days {n} [n:was|were] not sent.',
  ],
  works: ['可以寄信', '发信正常', 'Mail goes out'],
  worksNote: [
    '最近一次：{time} 由郵件伺服器收下',
    '最近一次：{time} 邮件服务器已接收',
    'Last taken on by the mail server at {time}',
  ],
  untried: ['已設定，還沒有寄過信', '已设置，尚未发过邮件', 'Set up, nothing sent yet'],
  untriedNote: ['先寄一封測試信給自己。', '请先发一封测试邮件给自己。', 'Send a test message to yourself first.'],
  fails: ['最近一次沒有寄出', '最近一次未能发出', 'The last message did not go out'],
  saidBy: ['郵件伺服器的原話', '邮件服务器原话', 'In the mail server’s own words'],
  detail: ['技術細節', '技术细节', 'Details'],
  localAddress: [
    '信中的連結指向 localhost，別的裝置打不開。請操作員設定 WEIJI_PUBLIC_URL。',
    '邮件中的链接指向 localhost，其他设备无法打开。请运维人员设置 WEIJI_PUBLIC_URL。',
    'Links in messages lead to localhost and open on no other device. The operator sets WEIJI_PUBLIC_URL.',
  ],
  settings: ['郵件伺服器', '邮件服务器', 'Mail server'],
  settingsNote: [
    '用公司自己的；Gmail 等信箱要用應用程式密碼',
    '使用公司自己的；腾讯企业邮、阿里邮箱等请用授权码',
    'Your company’s own; with Gmail and the like use an app password',
  ],
  rare: ['更多設定', '更多设置', 'More settings'],
  badField: ['「{field}」填得不對', '“{field}”填写有误', '{field}: not filled in correctly'],
  optional: ['可留空', '可留空', 'optional'],
  kept: ['已保存，留空則不變', '已保存，留空则不变', 'stored; leave empty to keep it'],
  again: [
    '伺服器或登入改了，請再輸入一次',
    '服务器或账号已改，请重新输入',
    'The server or the user has changed: enter it again',
  ],
  clear: ['清除已保存的', '清除已保存的', 'Remove the stored one'],
  cleared: ['儲存後清除', '保存后清除', 'will be removed when saved'],
  saveAndTest: ['儲存並試寄給我', '保存并发测试邮件给我', 'Save and send me a test'],
  test: ['試寄一封給我', '发一封测试邮件给我', 'Send me a test'],
  testing: [
    '正在等郵件伺服器回答，最多 30 秒',
    '正在等待邮件服务器回应，最多 30 秒',
    'Waiting for the mail server, 30 s at most',
  ],
  tested: [
    '郵件伺服器已收下。請看 {email} 的收件箱（或垃圾郵件）。',
    '邮件服务器已接收。请查看 {email} 的收件箱（或垃圾邮件）。',
    'The mail server took it. Look into the inbox of {email}, or its spam folder.',
  ],
  remove: ['停用', '停用', 'Switch off'],
  removeWhat: [
    '停用電郵通知？之後的通知只出現在系統內。',
    '停用邮件通知？之后的通知只出现在系统内。',
    'Switch e-mail off? Notices will then appear only inside the product.',
  ],
  queue: ['寄了甚麼，給誰', '发了什么，发给谁', 'What was sent to whom'],
  queueNote: ['最近 30 天', '最近 30 天', 'last 30 days'],
  all: ['全部', '全部', 'All'],
  unsentShort: ['沒有寄', '未发', 'Not sent'],
  nothing: ['還沒有通知', '还没有通知', 'No notices yet'],
  nothingNote: [
    '有預警、或系統本身失靈時，會寄給選了要收的人。',
    '出现预警或系统自身失灵时，会发给选择接收的人。',
    'When an alert opens, or the product itself goes blind, whoever wants to know is told.',
  ],
  nothingHere: ['這一類沒有', '此类没有', 'None of this kind'],
  to: ['給 {name}', '发给 {name}', 'to {name}'],
  nextAt: ['{time} 再試', '{time} 重试', 'again at {time}'],
  tries: ['試過 {n} 次', '已尝试 {n} 次', '{n} [n:try|tries]'],
  retryAll: ['擱置的全部再寄', '重发所有搁置的', 'Send all that were set aside'],
  retryAllTitle: ['再寄 {n} 則？', '重发 {n} 条？', 'Send {n} again?'],
  retryAllNote: [
    '先修好原因，例如密碼。理由會留在紀錄裏。',
    '请先解决原因，例如密码。理由会保留在记录中。',
    'Mend the cause first, such as the password. The reason is kept in the record.',
  ],
  reason: ['理由', '理由', 'Reason'],
  oneByOne: ['逐則處理', '逐条处理', 'One by one'],
  level: ['{level} 級', '{level} 级', 'level {level}'],
})

/** What a person chooses on the own page. */
export const CHOICE_WORDS = defineWords({
  title: ['要收哪些電郵通知', '接收哪些邮件通知', 'What you are told by e-mail'],
  note: ['寄到 {email}（{language}）', '发送到 {email}（{language}）', 'to {email} ({language})'],
  noServer: [
    '機構還沒有郵件伺服器：現在一封也不會寄。',
    '机构尚未设置邮件服务器：目前不会发送任何邮件。',
    'There is no mail server yet: nothing is sent at present.',
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
    '{minutes} 分鐘內多於 {messages} 則時，其餘合成一封寄出，一則不漏。',
    '{minutes} 分钟内超过 {messages} 条时，其余合并为一封发送，一条不漏。',
    'Beyond {messages} in {minutes} minutes the rest comes together in one message; nothing is lost.',
  ],
})

export const TOPIC_WORDS = defineWords({
  alert: ['預警', '预警', 'Alerts'],
  blind: ['系統失靈', '系统失灵', 'The product is blind'],
  gathered: ['合併通知', '合并通知', 'Gathered'],
} satisfies Record<TopicName | 'gathered', Triple>)

export const TOPIC_NOTES = defineWords({
  alert: [
    '開啟、升級、再現、轉為危機時',
    '出现、升级、复现、转为危机时',
    'when one opens, rises, comes back or becomes a crisis',
  ],
  blind: [
    '收不到帖文、延遲、工作失敗、磁碟將滿',
    '收不到帖文、延迟、任务失败、磁盘将满',
    'when posts stop coming or run late, work fails, or the disk is nearly full',
  ],
} satisfies Record<TopicName, Triple>)

export const NOTICE_STATE_WORDS = defineWords({
  waiting: ['等待寄出', '等待发送', 'Waiting'],
  sending: ['正在寄', '正在发送', 'Being sent'],
  retrying: ['稍後再試', '稍后重试', 'To be tried again'],
  sent: ['已寄出', '已发出', 'Sent'],
  'set-aside': ['擱置', '已搁置', 'Set aside'],
  dropped: ['已放棄', '已放弃', 'Given up'],
  held: ['等待合併', '等待合并', 'Held to be gathered'],
  gathered: ['已併入另一封', '已并入另一封', 'Sent with others'],
  unsent: ['沒有寄：無郵件伺服器', '未发：无邮件服务器', 'Not sent: no mail server'],
  drill: ['演練，不外寄', '演练，不外发', 'Drill, not sent'],
} satisfies Record<NoticeState, Triple>)

/** Why a message did not go out, and what to do. */
export const FAILURE_WORDS = defineWords({
  'host-unknown': [
    '找不到這部郵件伺服器。請檢查名稱。',
    '找不到该邮件服务器，请检查名称。',
    'There is no such mail server. Check its name.',
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
    '郵件伺服器沒有在時限內答完。會再試。',
    '邮件服务器未在时限内答复，会再次尝试。',
    'The mail server did not answer in time. It is tried again.',
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
    '登入名稱或密碼不對。許多郵箱要用授權碼，不是登入密碼。',
    '账号或密码错误。许多邮箱需使用授权码而非登录密码。',
    'The user name or password is wrong. Many mailboxes want an app password instead.',
  ],
  'sender-refused': [
    '伺服器不准用這個寄件地址。通常要與登入名稱相同。',
    '服务器不允许使用该发件地址，通常需与账号一致。',
    'The server does not allow this from address. It often must equal the user name.',
  ],
  'recipient-refused': [
    '伺服器不收這個收件地址。',
    '服务器拒绝该收件地址。',
    'The server refused the recipient’s address.',
  ],
  refused: ['伺服器拒收這封信。', '服务器拒收这封邮件。', 'The server refused the message.'],
  later: [
    '伺服器請稍後再來。會再試。',
    '服务器要求稍后再试，会自动重试。',
    'The server asks to come again. It is tried again.',
  ],
  'connection-lost': [
    '連線中斷。會再試，收件人不會當成兩封。',
    '连接中断，会再次尝试，收件人不会收到两封不同的邮件。',
    'The connection broke. It is tried again under the same Message-ID.',
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
  unknown: ['沒有寄出，原因見下。', '未能发出，原因如下。', 'It did not go out; the reason is below.'],
} satisfies Record<FailureCode, Triple>)
