// table: what each trouble is called and what to do about it, for pages and letters alike: 繁體, 简体, English.
import type { TroubleCode } from './blind-schema.ts'

type Triple = readonly [hant: string, hans: string, en: string]

/** `{name}`, `{n}`, `{host}`, `{seconds}` come from the trouble's detail. */
export const TROUBLE_TEXTS = {
  silent: [
    '沒有收到任何帖文，平時這個時候都有',
    '没有收到任何帖文，平时这个时候都有',
    'No posts are coming in, though at this time of day they usually do',
  ],
  'track-silent': [
    '監測主題「{name}」沒有新帖文，平時不會靜這麼久',
    '监测主题“{name}”没有新帖文，平时不会静这么久',
    'Nothing new of “{name}”, which is never silent for so long',
  ],
  'source-failing': ['來源「{name}」讀取不到', '来源“{name}”读取失败', 'The source “{name}” cannot be read'],
  'source-gap': ['來源「{name}」可能漏了帖文', '来源“{name}”可能漏了帖文', 'The source “{name}” may have missed posts'],
  'source-silent': [
    '來源「{name}」沒有新帖文，平時這個時候都有',
    '来源“{name}”没有新帖文，平时这个时候都有',
    'Nothing new from “{name}”, though at this time of day there usually is',
  ],
  'collection-late': ['到期的來源沒有去讀取', '到期的来源没有去读取', 'Sources that are due are not being read'],
  'watch-late': [
    '預警計算落後，新的苗頭可能還沒報',
    '预警计算落后，新的苗头可能尚未报出',
    'Detection is behind: new alerts may not have been raised yet',
  ],
  'detector-failing': [
    '監測主題「{name}」有一項偵測停住了',
    '监测主题“{name}”有一项检测停住了',
    'A detector of the track “{name}” stands still',
  ],
  'index-late': [
    '搜尋索引落後，最新的帖文可能搜不到',
    '搜索索引落后，最新的帖文可能搜不到',
    'The search index is behind: the newest posts may not be found',
  ],
  'jobs-failing': [
    '{n} 項系統工作失敗，等人處理',
    '{n} 项系统任务失败，等待处理',
    'Failed background work waits for somebody ({n})',
  ],
  'jobs-stuck': [
    '系統工作排着隊，沒有進行',
    '系统任务在排队，没有执行',
    'Background work is waiting and nothing happens',
  ],
  'outgoing-failing': ['{n} 則對外訊息送不出去', '{n} 条对外消息发不出去', 'Messages could not be delivered ({n})'],
  'outgoing-stuck': ['對外訊息排着隊，沒有送出', '对外消息在排队，没有发出', 'Messages are waiting and none is sent'],
  'webhook-failing': ['對外通知「{name}」送不到', '对外通知“{name}”送不到', 'Nothing arrives at the webhook “{name}”'],
  'disk-low': [
    '磁碟快滿，新帖文已停止接收',
    '磁盘快满，新帖文已停止接收',
    'The disk is nearly full: new posts are refused',
  ],
  'clock-off': [
    '本機時鐘與 {host} 相差 {seconds} 秒，時間和時限不可靠',
    '本机时钟与 {host} 相差 {seconds} 秒，时间和时限不可靠',
    'The clock of this machine and that of {host} differ by {seconds} s: times and deadlines cannot be relied on',
  ],
  unchecked: [
    '系統自檢停了，看不看得全無從得知',
    '系统自检停了，无法得知是否看得全',
    'The product has stopped checking itself: nobody knows what it misses',
  ],
} as const satisfies Record<TroubleCode, Triple>

export const TROUBLE_REMEDIES = {
  silent: ['查看來源是否還在送', '检查来源是否仍在送入', 'See whether the sources still send'],
  'track-silent': [
    '查看來源和監測主題的表達式；真的無人說起，則不用理會',
    '检查来源和监测主题的表达式；确实无人提及则无需处理',
    'Look at the sources and at the expression of the track; if nobody speaks of it, all is well',
  ],
  'source-failing': ['查看來源的錯誤', '查看来源的错误', 'See the error of the source'],
  'source-gap': [
    '查看缺的是哪一段，必要時匯入檔案補回',
    '查看缺的是哪一段，必要时导入文件补回',
    'See which span is missing; import a file to fill it',
  ],
  'source-silent': ['到來源那邊看看是否還有新內容', '到来源处看看是否仍有新内容', 'Look there for new content'],
  'collection-late': [
    '請技術同事查看系統工作',
    '请技术同事查看系统任务',
    'Ask a technician to look at the background work',
  ],
  'watch-late': [
    '先看帖文；請技術同事查看系統工作',
    '先看帖文；请技术同事查看系统任务',
    'Read the posts meanwhile; ask a technician to look at the background work',
  ],
  'detector-failing': [
    '先自行留意這個主題；請技術同事查看紀錄',
    '先自行留意这个主题；请技术同事查看日志',
    'Keep an eye on the track yourself; ask a technician to read the log',
  ],
  'index-late': ['找最新的請看帖文頁', '找最新的请看帖文页', 'For the newest, read the posts page'],
  'jobs-failing': ['逐項重做或放棄', '逐项重试或放弃', 'Retry or give up each of them'],
  'jobs-stuck': [
    '請技術同事查看工作程序是否還在',
    '请技术同事检查任务进程是否仍在',
    'Ask a technician whether the worker is running',
  ],
  'outgoing-failing': ['逐則重發或放棄', '逐条重发或放弃', 'Send again or give up each of them'],
  'outgoing-stuck': [
    '請技術同事查看工作程序是否還在',
    '请技术同事检查任务进程是否仍在',
    'Ask a technician whether the worker is running',
  ],
  'webhook-failing': [
    '查看對方的回答，修好後可重發',
    '查看对方的应答，修好后可重发',
    'See what it answers; once mended, send again',
  ],
  'disk-low': ['騰出空間，或換更大的磁碟', '腾出空间，或更换更大的磁盘', 'Make room, or use a larger disk'],
  'clock-off': [
    '請技術同事開啟自動對時（NTP）',
    '请技术同事开启自动对时（NTP）',
    'Ask a technician to turn on time synchronisation (NTP)',
  ],
  unchecked: [
    '請技術同事查看工作程序是否還在',
    '请技术同事检查任务进程是否仍在',
    'Ask a technician whether the worker is running',
  ],
} as const satisfies Record<TroubleCode, Triple>

/** Where to do it; undefined where no page helps. */
export const TROUBLE_PLACES: Readonly<Partial<Record<TroubleCode, string>>> = {
  silent: '/sources',
  'track-silent': '/sources',
  'source-failing': '/sources',
  'source-gap': '/sources',
  'source-silent': '/sources',
  'collection-late': '/administration/work',
  'watch-late': '/stream',
  'detector-failing': '/tracks',
  'index-late': '/stream',
  'jobs-failing': '/administration/work',
  'jobs-stuck': '/administration/work',
  'outgoing-failing': '/administration/work',
  'outgoing-stuck': '/administration/work',
  'webhook-failing': '/administration/webhooks',
}
