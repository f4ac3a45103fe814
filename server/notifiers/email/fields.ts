// table: what an organisation's mail server is told by.
import type { SettingField } from '../contract.ts'

export const EMAIL_FIELDS: readonly SettingField[] = [
  {
    key: 'host',
    kind: 'text',
    isRequired: true,
    guardsSecrets: true,
    example: 'smtp.example.com',
    names: { 'zh-Hant': '郵件伺服器', 'zh-Hans': '邮件服务器', en: 'Mail server' },
  },
  {
    key: 'security',
    kind: 'choice',
    fallback: 'starttls',
    guardsSecrets: true,
    names: { 'zh-Hant': '加密方式', 'zh-Hans': '加密方式', en: 'Encryption' },
    choices: [
      {
        value: 'starttls',
        names: { 'zh-Hant': 'STARTTLS（587）', 'zh-Hans': 'STARTTLS（587）', en: 'STARTTLS (587)' },
        suggests: { port: 587 },
      },
      {
        value: 'tls',
        names: { 'zh-Hant': 'TLS（465）', 'zh-Hans': 'TLS/SSL（465）', en: 'TLS (465)' },
        suggests: { port: 465 },
      },
      {
        value: 'none',
        names: {
          'zh-Hant': '不加密，只限內部網絡',
          'zh-Hans': '不加密，仅限内网',
          en: 'None, inside your network only',
        },
        suggests: { port: 25 },
      },
    ],
  },
  {
    key: 'port',
    kind: 'number',
    fallback: 587,
    least: 1,
    most: 65_535,
    guardsSecrets: true,
    names: { 'zh-Hant': '連接埠', 'zh-Hans': '端口', en: 'Port' },
  },
  {
    key: 'user',
    kind: 'text',
    guardsSecrets: true,
    names: { 'zh-Hant': '登入名稱', 'zh-Hans': '登录账号', en: 'User name' },
    hint: {
      'zh-Hant': '伺服器不用登入就留空',
      'zh-Hans': '服务器无需登录则留空',
      en: 'empty if the server asks for none',
    },
  },
  {
    key: 'password',
    kind: 'secret',
    names: { 'zh-Hant': '密碼或授權碼', 'zh-Hans': '密码或授权码', en: 'Password' },
    hint: {
      'zh-Hant': '加密保存，不會再顯示',
      'zh-Hans': '加密保存，不再显示',
      en: 'stored encrypted, never shown again',
    },
  },
  {
    key: 'from',
    kind: 'address',
    isRequired: true,
    example: 'weiji@example.com',
    names: { 'zh-Hant': '寄件地址', 'zh-Hans': '发件地址', en: 'From address' },
  },
  {
    key: 'fromName',
    kind: 'text',
    isRare: true,
    mostLength: 80,
    fallback: 'Weiji 危機',
    names: { 'zh-Hant': '寄件人名稱', 'zh-Hans': '发件人名称', en: 'From name' },
  },
  {
    key: 'replyTo',
    kind: 'address',
    isRare: true,
    example: 'pr@example.com',
    names: { 'zh-Hant': '回信地址', 'zh-Hans': '回复地址', en: 'Reply to' },
    hint: { 'zh-Hant': '留空則回到寄件地址', 'zh-Hans': '留空则回到发件地址', en: 'empty: the from address' },
  },
  {
    key: 'authority',
    kind: 'long',
    isRare: true,
    guardsSecrets: true,
    mostLength: 20_000,
    example: '-----BEGIN CERTIFICATE-----',
    names: { 'zh-Hant': '自家的憑證機構', 'zh-Hans': '自有证书颁发机构', en: 'Own certificate authority' },
    hint: {
      'zh-Hant': 'PEM；只有公司自簽憑證時才需要',
      'zh-Hans': 'PEM；仅在公司自签证书时需要',
      en: 'PEM; only where your company signs its own certificates',
    },
  },
]
