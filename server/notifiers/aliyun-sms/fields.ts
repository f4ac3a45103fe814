// table: what an organisation's account of Alibaba Cloud's SMS is told by.
import { countryField } from '../contract/phone.ts'
import { longestField, templateHint, variablesField } from '../contract/sms-template.ts'
import type { SettingField } from '../contract.ts'

export const ALIYUN_HOSTS: Readonly<Record<string, string>> = {
  'cn-hangzhou': 'dysmsapi.aliyuncs.com',
  'ap-southeast-1': 'dysmsapi.ap-southeast-1.aliyuncs.com',
}

export const ALIYUN_FIELDS: readonly SettingField[] = [
  {
    key: 'accessKeyId',
    kind: 'text',
    isRequired: true,
    guardsSecrets: true,
    mostLength: 64,
    example: 'LTAI5tExampleExampleExam',
    names: { 'zh-Hant': 'AccessKey ID', 'zh-Hans': 'AccessKey ID', en: 'AccessKey ID' },
    hint: {
      'zh-Hant': '用只有 dysms:SendSms 權限的 RAM 使用者',
      'zh-Hans': '使用仅有 dysms:SendSms 权限的 RAM 用户',
      en: 'of a RAM user who may do dysms:SendSms and nothing else',
    },
  },
  {
    key: 'accessKeySecret',
    kind: 'secret',
    isRequired: true,
    mostLength: 100,
    example: 'ExampleExampleExampleExample30',
    names: { 'zh-Hant': 'AccessKey Secret', 'zh-Hans': 'AccessKey Secret', en: 'AccessKey Secret' },
    hint: {
      'zh-Hant': '加密保存，不會再顯示',
      'zh-Hans': '加密保存，不再显示',
      en: 'stored encrypted, never shown again',
    },
  },
  {
    key: 'signName',
    kind: 'text',
    isRequired: true,
    mostLength: 24,
    example: '示例公司',
    names: { 'zh-Hant': '簽名', 'zh-Hans': '签名', en: 'Sender name' },
    hint: {
      'zh-Hant': '審核並完成運營商報備的簽名，不寫【】；「通用」類型',
      'zh-Hans': '已审核并完成运营商报备的签名，不写【】；“通用”类型',
      en: 'approved, registered with the operators, of the general kind, without 【】',
    },
  },
  {
    key: 'templateCode',
    kind: 'text',
    isRequired: true,
    mostLength: 40,
    example: 'SMS_154950909',
    names: { 'zh-Hant': '模板 CODE', 'zh-Hans': '模板 CODE', en: 'Template code' },
    hint: templateHint(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: so the vendor writes variables
      '輿情預警：${level}，${title}，發生於${time}。請值班人員儘快登入系統處理。',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: so the vendor writes variables
      '舆情预警：${level}，${title}，发生于${time}。请值班人员尽快登录系统处理。',
    ),
  },
  variablesField({
    'zh-Hant': '模板用了別的變數名時才改，例如 level: grade, title: name, time',
    'zh-Hans': '模板使用其他变量名时才改，例如 level: grade, title: name, time',
    en: 'only where your template names them otherwise, such as level: grade, title: name, time',
  }),
  longestField(35, {
    'zh-Hant': '阿里雲的「其他」變數最多 35 個字；同一號碼同一簽名和模板每天最多 50 條',
    'zh-Hans': '阿里云“其他”变量最多 35 个字；同一号码同一签名和模板每天最多 50 条',
    en: 'Alibaba takes 35; a number gets at most 50 messages a day of one sender and template',
  }),
  countryField,
  {
    key: 'region',
    kind: 'choice',
    isRare: true,
    fallback: 'cn-hangzhou',
    guardsSecrets: true,
    names: { 'zh-Hant': '服務區域', 'zh-Hans': '服务区域', en: 'Region' },
    choices: [
      { value: 'cn-hangzhou', names: { 'zh-Hant': '中國內地', 'zh-Hans': '中国内地', en: 'Mainland China' } },
      {
        value: 'ap-southeast-1',
        names: { 'zh-Hant': '國際（新加坡）', 'zh-Hans': '国际（新加坡）', en: 'International (Singapore)' },
      },
    ],
  },
]
