// table: the clocks that an organisation starts with. Every number is an editable default; every source says whether it is a law,
// the handbook or a habit of the trade. Laws are cited with article and version because they are renumbered.
import type { ClockRule } from './clocks.ts'

const once = { repeatMinutes: null, earlyMinutes: 0, targetLevels: [], types: [], endsOnContain: false } as const

export const CLOCK_SEED: readonly ClockRule[] = [
  {
    ...once,
    key: 'convene',
    proof: 'team',
    minutes: { 1: 30, 2: 30, 3: null },
    startsOn: 'declaration',
    countsFrom: 'first_alert',
    source: {
      'zh-Hant':
        '手冊二(一)2:當社交媒體上出現可能令品牌聲譽嚴重受損的事件時,公關部經理須在 30 分鐘內召集危機小組。由首次預警起計。三級危機由部門自行處理,不召集小組。',
      'zh-Hans':
        '手册二(一)2:当社交媒体上出现可能导致品牌声誉严重受损的事件时,公关部经理需在 30 分钟内召集危机小组。从首次预警起算。三级危机由部门内部处理,不召集小组。',
      en: 'Handbook 2.1.2: when something that may badly hurt the brand appears, the head of PR convenes the crisis team within 30 minutes. Counted from the first alert. A level 3 crisis is handled by its department, without a team.',
    },
  },
  {
    ...once,
    key: 'exec_report',
    proof: 'delivery',
    minutes: { 1: 60, 2: 60, 3: 1440 },
    startsOn: 'declaration',
    countsFrom: 'first_alert',
    source: {
      'zh-Hant': '手冊二(一)2:1 小時內向高層匯報。由首次預警起計,送達一份簡報即告完成。三級為我們的預設:一日之內。',
      'zh-Hans': '手册二(一)2:1 小时内向高层汇报。从首次预警起算,送达一份简报即完成。三级为我们的默认值:一天之内。',
      en: 'Handbook 2.1.2: report to management within one hour. Counted from the first alert, done when a brief has been given to them. One day at level 3 is our own default.',
    },
  },
  {
    ...once,
    key: 'first_statement_target',
    proof: 'statement',
    minutes: { 1: 60, 2: null, 3: null },
    targetLevels: [1],
    startsOn: 'declaration',
    countsFrom: 'first_alert',
    source: {
      'zh-Hant':
        '業界慣例,並非法律:重大危機宜在 1 小時內發出初步聲明。此為目標,逾時只顯示而不升級。手冊二(一)3 只說「第一時間」。',
      'zh-Hans':
        '行业惯例,不是法律:重大危机宜在 1 小时内发出初步声明。这是目标,超时只显示、不升级。手册二(一)3 只说“第一时间”。',
      en: 'A habit of the trade, not a law: in a major crisis a first statement within one hour. A target: being late is shown and not escalated. The handbook (2.1.3) only says “at the first moment”.',
    },
  },
  {
    ...once,
    key: 'first_statement',
    proof: 'statement',
    minutes: { 1: 240, 2: 240, 3: 240 },
    targetLevels: [3],
    startsOn: 'declaration',
    countsFrom: 'first_alert',
    source: {
      'zh-Hant':
        '「黃金 4 小時」:業界慣例,並非法律,亦有 1 小時、2 小時之說。手冊二(一)3 要求第一時間發布初步聲明,避免沉默或拖延。三級可不發聲明。',
      'zh-Hans':
        '“黄金 4 小时”:行业惯例,不是法律,也有 1 小时、2 小时的说法。手册二(一)3 要求第一时间发布初步声明,避免沉默或拖延。三级可以不发声明。',
      en: 'The “golden four hours”: a habit of the trade, not a law; others say one or two. The handbook (2.1.3) asks for a first statement at once, without silence or delay. Optional at level 3.',
    },
  },
  {
    ...once,
    key: 'progress_update',
    proof: 'progress',
    minutes: { 1: 360, 2: 360, 3: 1440 },
    repeatMinutes: { 1: 1440, 2: 1440, 3: 1440 },
    targetLevels: [3],
    startsOn: 'statement',
    countsFrom: 'start',
    endsOnContain: true,
    source: {
      'zh-Hant':
        '手冊三(二)2 示例:「發布初步聲明後 6 小時內,需每日更新調查進展」。原文可作兩種理解,我們取較嚴者:初步聲明後 6 小時內第一次,其後至少每 24 小時一次。',
      'zh-Hans':
        '手册三(二)2 示例:“发布初步声明后 6 小时内,需每日更新调查进展”。原文可有两种理解,我们取较严的:初步声明后 6 小时内第一次,此后至少每 24 小时一次。',
      en: 'Handbook 3.2.2, example: “within 6 hours of the first statement, daily updates on the inquiry”. It can be read in two ways; we take the stricter: the first within 6 hours of the statement, then at least every 24.',
    },
  },
  {
    ...once,
    key: 'internal_sitrep',
    proof: 'sitrep',
    minutes: { 1: 30, 2: 120, 3: 1440 },
    repeatMinutes: { 1: 120, 2: 120, 3: 1440 },
    earlyMinutes: 120,
    targetLevels: [3],
    startsOn: 'declaration',
    countsFrom: 'start',
    endsOnContain: true,
    source: {
      'zh-Hant':
        '事故應變的通行做法(PagerDuty 公開的應變文件),並非法律:一級首兩小時每 30 分鐘一次內部通報,其後每 2 小時;二級每 2 小時;三級每日。不密於 20 分鐘,以免通報妨礙處理。',
      'zh-Hans':
        '事故响应的通行做法(PagerDuty 公开的响应文档),不是法律:一级头两小时每 30 分钟一次内部通报,此后每 2 小时;二级每 2 小时;三级每天。不密于 20 分钟,以免通报妨碍处置。',
      en: 'Common practice of incident response (PagerDuty’s public guide), not a law: at level 1 an internal report every 30 minutes for two hours, then every two hours; level 2 every two hours; level 3 daily. Never closer than 20 minutes, or reporting gets in the way of acting.',
    },
  },
  {
    ...once,
    key: 'personal_data',
    proof: 'notice',
    minutes: { 1: 240, 2: 240, 3: 240 },
    startsOn: 'declaration',
    countsFrom: 'first_alert',
    types: ['data_security'],
    source: {
      'zh-Hant':
        '《中華人民共和國個人信息保護法》(2021 年 11 月 1 日起施行)第五十七條:發生或可能發生個人信息洩露、篡改、丟失的,應當「立即」採取補救措施,並通知監管部門和個人,不設人數下限。法律沒有訂明小時數,4 小時是我們的預設,請法務確認。',
      'zh-Hans':
        '《中华人民共和国个人信息保护法》(2021 年 11 月 1 日起施行)第五十七条:发生或者可能发生个人信息泄露、篡改、丢失的,应当“立即”采取补救措施,并通知监管部门和个人,不设人数下限。法律没有规定小时数,4 小时是我们的默认值,请法务确认。',
      en: 'Personal Information Protection Law of the PRC (in force 2021-11-01), Article 57: when personal data are or may be leaked, altered or lost, remedy it and notify the authority and the persons “immediately”, however few they are. The law names no hours; four are our default, for legal to confirm.',
    },
  },
  {
    ...once,
    key: 'cyber_report',
    proof: 'cyber',
    minutes: { 1: 240, 2: 240, 3: 240 },
    startsOn: 'by_hand',
    countsFrom: 'start',
    types: ['data_security'],
    source: {
      'zh-Hant':
        '《國家網絡安全事件報告管理辦法》(2025 年 11 月 1 日起施行)第四條:法定等級達「較大」以上的網絡安全事件,須在 4 小時內向省級網信部門報告(關鍵信息基礎設施 1 小時、中央和國家機關各部門 2 小時)。熱線 12387。法定等級與本產品的危機等級是兩回事,由人判斷後開始計時。',
      'zh-Hans':
        '《国家网络安全事件报告管理办法》(2025 年 11 月 1 日起施行)第四条:法定等级达到“较大”以上的网络安全事件,须在 4 小时内向省级网信部门报告(关键信息基础设施 1 小时、中央和国家机关各部门 2 小时)。热线 12387。法定等级与本产品的危机等级是两回事,由人判断后开始计时。',
      en: 'Measures for Reporting National Cybersecurity Incidents (in force 2025-11-01), Article 4: an incident of legal grade “relatively serious” or above is reported to the provincial cyberspace administration within 4 hours (critical infrastructure 1 hour, central state bodies 2 hours). Hotline 12387. The legal grade is not the level of this crisis: a person judges it and starts the clock.',
    },
  },
]
