// table: what an organisation's account of Tencent Cloud's SMS is told by.
import { countryField } from '../contract/phone.ts'
import { longestField, templateHint, variablesField } from '../contract/sms-template.ts'
import type { SettingField } from '../contract.ts'

export const TENCENT_FIELDS: readonly SettingField[] = [
  {
    key: 'secretId',
    kind: 'text',
    isRequired: true,
    guardsSecrets: true,
    mostLength: 64,
    example: 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE',
    names: { 'zh-Hant': 'SecretId', 'zh-Hans': 'SecretId', en: 'SecretId' },
    hint: {
      'zh-Hant': '用只有 sms:SendSms 權限的子帳號',
      'zh-Hans': '使用仅有 sms:SendSms 权限的子账号',
      en: 'of a sub-account that may do sms:SendSms and nothing else',
    },
  },
  {
    key: 'secretKey',
    kind: 'secret',
    isRequired: true,
    mostLength: 100,
    example: 'Gu5t9xGARNpq86cd98joQYCN3EXAMPLE',
    names: { 'zh-Hant': 'SecretKey', 'zh-Hans': 'SecretKey', en: 'SecretKey' },
    hint: {
      'zh-Hant': '加密保存，不會再顯示',
      'zh-Hans': '加密保存，不再显示',
      en: 'stored encrypted, never shown again',
    },
  },
  {
    key: 'appId',
    kind: 'text',
    isRequired: true,
    mostLength: 20,
    example: '1400006666',
    names: { 'zh-Hant': 'SmsSdkAppId', 'zh-Hans': 'SmsSdkAppId', en: 'SmsSdkAppId' },
    hint: { 'zh-Hant': '短信控制台 → 應用列表', 'zh-Hans': '短信控制台 → 应用列表', en: 'SMS console → applications' },
  },
  {
    key: 'signName',
    kind: 'text',
    mostLength: 24,
    example: '示例公司',
    names: { 'zh-Hant': '簽名內容', 'zh-Hans': '签名内容', en: 'Sender name' },
    hint: {
      'zh-Hant': '審核通過的簽名，不寫【】；只發境外可留空',
      'zh-Hans': '审核通过的签名，不写【】；仅发境外可留空',
      en: 'approved, without 【】; may be empty where only numbers abroad are written to',
    },
  },
  {
    key: 'templateId',
    kind: 'text',
    isRequired: true,
    mostLength: 20,
    example: '1110',
    names: { 'zh-Hant': '模板 ID', 'zh-Hans': '模板 ID', en: 'Template ID' },
    hint: templateHint(
      '輿情預警：{1}，{2}，發生於{3}。請值班人員儘快登入系統處理。',
      '舆情预警：{1}，{2}，发生于{3}。请值班人员尽快登录系统处理。',
    ),
  },
  variablesField({
    'zh-Hant': '{1}、{2}、{3} 依次是甚麼；模板少了一個就刪去，例如 title, time',
    'zh-Hans': '{1}、{2}、{3} 依次是什么；模板少一个就删去，例如 title, time',
    en: 'what {1}, {2}, {3} are, in this order; drop what your template has not, such as title, time',
  }),
  longestField(12, {
    'zh-Hant': '依帳號類別而定，超過就被拒（TemplateParameterLengthLimit）；每個號碼每天的上限在控制台「頻率限制」設定',
    'zh-Hans': '依账号类别而定，超过即被拒（TemplateParameterLengthLimit）；每个号码每天的上限在控制台“频率限制”设置',
    en: 'depends on the kind of account (TemplateParameterLengthLimit); how many a number gets a day is set in the console',
  }),
  countryField,
  {
    key: 'region',
    kind: 'choice',
    isRare: true,
    fallback: 'ap-guangzhou',
    names: { 'zh-Hant': '地域', 'zh-Hans': '地域', en: 'Region' },
    choices: [
      { value: 'ap-guangzhou', names: { 'zh-Hant': '廣州', 'zh-Hans': '广州', en: 'Guangzhou' } },
      { value: 'ap-beijing', names: { 'zh-Hant': '北京', 'zh-Hans': '北京', en: 'Beijing' } },
      { value: 'ap-nanjing', names: { 'zh-Hant': '南京', 'zh-Hans': '南京', en: 'Nanjing' } },
      { value: 'ap-singapore', names: { 'zh-Hant': '新加坡', 'zh-Hans': '新加坡', en: 'Singapore' } },
    ],
  },
]
