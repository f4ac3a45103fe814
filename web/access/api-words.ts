import { defineWords, type Triple } from '../ui/words.ts'
import type { ApiFeature } from './api-document.ts'

export const API_FEATURE_WORDS = defineWords({
  monitoring: ['監測', '监测', 'Monitoring'],
  warning: ['預警', '预警', 'Early warning'],
  crises: ['危機', '危机', 'Crises'],
  access: ['人員與設定', '人员与设置', 'People and settings'],
} satisfies Record<ApiFeature, Triple>)

export const API_WORDS = defineWords({
  title: ['接口說明', '接口说明', 'API'],
  note: [
    '頁面上能做的，程式都能做。換上自己的令牌和編號就能試。',
    '页面上能做的，程序都能做。换上自己的令牌和编号即可试用。',
    'Whatever pages can do, programs can. Put in your own token and ids to try an example.',
  ],
  makeToken: ['取得令牌', '获取令牌', 'Get a token'],
  document: ['OpenAPI 3.1 文件', 'OpenAPI 3.1 文档', 'OpenAPI 3.1 document'],
  search: ['找：網址、用途、權限', '查找：网址、用途、权限', 'Find by address, purpose or permission'],
  none: ['沒有符合的', '没有符合的', 'Nothing matches'],
  how: ['怎樣呼叫', '如何调用', 'How to call'],
  howToken: [
    '請求帶上 Authorization: Bearer 令牌；管理員可建立，只給需要的權限，並會到期。',
    '请求带上 Authorization: Bearer 令牌；由管理员创建，只授予所需权限，并会过期。',
    'Send Authorization: Bearer TOKEN. An administrator makes it, with the permissions it needs and no more; it expires.',
  ],
  howBody: [
    '內容一律為 UTF-8 的 JSON；時間為帶時區的 ISO 8601。',
    '内容一律为 UTF-8 的 JSON；时间为带时区的 ISO 8601。',
    'Bodies are JSON in UTF-8; times are ISO 8601 with a zone.',
  ],
  howLimit: [
    '太快會回 429，Retry-After 說明要等幾秒。',
    '过快会返回 429，Retry-After 说明需等待几秒。',
    'Too fast is answered with 429; Retry-After says how many seconds to wait.',
  ],
  howLive: [
    '要即時知道，用 GET /api/live（事件流）或對外通知。',
    '要实时知道，用 GET /api/live（事件流）或对外通知。',
    'To be told at once, use GET /api/live (an event stream) or webhooks.',
  ],
  errors: ['錯誤代碼', '错误代码', 'Errors'],
  errorsNote: [
    '不成功的回答一律是這個樣子；code 供程式判斷，requestId 供管理員查紀錄。',
    '失败的应答一律为此格式；code 供程序判断，requestId 供管理员查日志。',
    'Whatever fails is answered like this; code is for programs, requestId finds it in the log.',
  ],
  public: ['不需登入', '无需登录', 'anybody'],
  signedIn: ['登入或任何令牌', '登录或任何令牌', 'signed in, or any token'],
  permission: ['權限', '权限', 'Permission'],
  parameters: ['參數', '参数', 'Parameters'],
  required: ['必填', '必填', 'required'],
  body: ['請求內容', '请求内容', 'Body'],
  file: ['檔案本身，不經編碼', '文件本身，不经编码', 'The file itself, as it is'],
  answer: ['回答', '应答', 'Answer'],
  noAnswer: ['沒有內容', '没有内容', 'Nothing'],
  example: ['例子', '示例', 'Example'],
  fields: ['欄位', '字段', 'Fields'],
})
