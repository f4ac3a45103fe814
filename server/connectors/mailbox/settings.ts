// table: what a mailbox asks of a person, in three languages
import type { SettingField } from '../contract.ts'

export const MAILBOX_SETTINGS: readonly SettingField[] = [
  {
    key: 'host',
    names: { 'zh-Hant': 'IMAP 伺服器', 'zh-Hans': 'IMAP 服务器', en: 'IMAP server' },
    kind: 'text',
    isRequired: true,
    most: 253,
    example: 'imap.example.com',
  },
  {
    key: 'port',
    names: { 'zh-Hant': '連接埠', 'zh-Hans': '端口', en: 'Port' },
    kind: 'number',
    fallback: 993,
    least: 1,
    most: 65_535,
  },
  {
    key: 'security',
    names: { 'zh-Hant': '加密', 'zh-Hans': '加密方式', en: 'Encryption' },
    kind: 'choice',
    fallback: 'tls',
    choices: [
      { value: 'tls', names: { 'zh-Hant': 'TLS（993）', 'zh-Hans': 'TLS（993）', en: 'TLS (993)' } },
      {
        value: 'starttls',
        names: { 'zh-Hant': 'STARTTLS（143）', 'zh-Hans': 'STARTTLS（143）', en: 'STARTTLS (143)' },
      },
      {
        value: 'none',
        names: {
          'zh-Hant': '不加密（只限內部網絡）',
          'zh-Hans': '不加密（仅限内部网络）',
          en: 'None (inside your own network only)',
        },
      },
    ],
  },
  {
    key: 'user',
    names: { 'zh-Hant': '帳號', 'zh-Hans': '账号', en: 'User' },
    kind: 'text',
    isRequired: true,
    most: 200,
    example: 'clippings@example.com',
  },
  {
    key: 'password',
    names: { 'zh-Hant': '密碼或授權碼', 'zh-Hans': '密码或授权码', en: 'Password or app password' },
    hint: {
      'zh-Hant': 'QQ、163 等郵箱要用授權碼，不是登入密碼',
      'zh-Hans': 'QQ、163 等邮箱需使用授权码，而非登录密码',
      en: 'Many providers want an app password here, not the one you sign in with',
    },
    kind: 'secret',
    isRequired: true,
    most: 500,
  },
  {
    key: 'folder',
    names: { 'zh-Hant': '資料夾', 'zh-Hans': '文件夹', en: 'Folder' },
    hint: {
      'zh-Hant': '只讀這一個；郵件不會被刪除',
      'zh-Hans': '只读取这一个；邮件不会被删除',
      en: 'Only this one is read; mails are never deleted',
    },
    kind: 'text',
    fallback: 'INBOX',
    most: 200,
  },
  {
    key: 'senders',
    names: { 'zh-Hant': '准許的寄件人', 'zh-Hans': '允许的发件人', en: 'Senders let in' },
    hint: {
      'zh-Hant': '地址，或以 @ 開頭的網域；用逗號分隔。其他人的郵件一律不收',
      'zh-Hans': '地址，或以 @ 开头的域名；用逗号分隔。其他人的邮件一律不收',
      en: 'Addresses, or domains beginning with @, apart by commas. Mail of anybody else is not taken in',
    },
    kind: 'text',
    isRequired: true,
    most: 2000,
    example: 'alerts@monitor.example, @company.example',
  },
  {
    key: 'proof',
    names: {
      'zh-Hant': '寄件人證明（SPF、DKIM、DMARC）',
      'zh-Hans': '发件人验证（SPF、DKIM、DMARC）',
      en: 'Proof of the sender (SPF, DKIM, DMARC)',
    },
    hint: {
      'zh-Hant': '寄件地址可以偽造；以你的郵件伺服器在信頭寫下的檢查結果為準',
      'zh-Hans': '发件地址可以伪造；以你的邮件服务器写在信头的检查结果为准',
      en: 'A From address can be forged; what counts is what your mail server noted in the header',
    },
    kind: 'choice',
    fallback: 'pass',
    choices: [
      { value: 'pass', names: { 'zh-Hant': '必須通過', 'zh-Hans': '必须通过', en: 'must have passed' } },
      {
        value: 'not-failed',
        names: { 'zh-Hant': '沒有失敗即可', 'zh-Hans': '没有失败即可', en: 'must not have failed' },
      },
      { value: 'none', names: { 'zh-Hant': '不檢查', 'zh-Hans': '不检查', en: 'not looked at' } },
    ],
  },
  {
    key: 'verifier',
    names: {
      'zh-Hant': '你的郵件伺服器在信頭中的名稱',
      'zh-Hans': '你的邮件服务器在信头中的名称',
      en: 'Name of your mail server in that header',
    },
    hint: {
      'zh-Hant': 'Authentication-Results 後的第一個詞；不填則只看最上面一行',
      'zh-Hans': 'Authentication-Results 后的第一个词；不填则只看最上面一行',
      en: 'The first word after Authentication-Results; if empty, only the topmost one counts',
    },
    kind: 'text',
    most: 253,
    example: 'mx.example.com',
  },
  {
    key: 'days',
    names: { 'zh-Hant': '第一次讀取最近幾天', 'zh-Hans': '首次读取最近几天', en: 'Days to look back the first time' },
    kind: 'number',
    fallback: 7,
    least: 0,
    most: 365,
  },
  {
    key: 'marksRead',
    names: { 'zh-Hant': '讀過的標為已讀', 'zh-Hans': '读取后标为已读', en: 'Mark what was read as read' },
    kind: 'switch',
    fallback: false,
  },
]
