// table: how customers complain, by industry, as words to watch for. Each list is separated by spaces; the text engine folds scripts.
import type { INDUSTRIES } from '../../server/access/start-schema.ts'
import { defineWords, type Triple } from '../ui/words.ts'

export const INDUSTRY_WORDS = defineWords({
  food: ['食品飲料', '食品饮料', 'Food and drink'],
  beauty: ['美妝護理', '美妆护理', 'Beauty and care'],
  electronics: ['電子家電', '电子家电', 'Electronics'],
  cars: ['汽車出行', '汽车出行', 'Cars and mobility'],
  travel: ['旅遊酒店', '旅游酒店', 'Travel and hotels'],
  shops: ['零售電商', '零售电商', 'Shops and e-commerce'],
  finance: ['金融保險', '金融保险', 'Finance and insurance'],
  health: ['醫療健康', '医疗健康', 'Health'],
  education: ['教育培訓', '教育培训', 'Education'],
  other: ['其他', '其他', 'Other'],
} satisfies Record<(typeof INDUSTRIES)[number], Triple>)

/** For every industry. */
export const COMMON_COMPLAINTS = defineWords({
  all: [
    '投訴 退款 退貨 維權 曝光 欺騙 客服不理 道歉',
    '投诉 退款 退货 维权 曝光 欺骗 客服不理 道歉',
    'complaint refund scam "customer service" apology boycott',
  ],
})

export const INDUSTRY_COMPLAINTS = defineWords({
  food: [
    '腹瀉 拉肚子 嘔吐 異物 過期 變質 發霉 食物中毒 食品安全 添加劑',
    '腹泻 拉肚子 呕吐 异物 过期 变质 发霉 食物中毒 食品安全 添加剂',
    'diarrhoea vomiting "food poisoning" expired mould "foreign object"',
  ],
  beauty: [
    '過敏 爛臉 紅腫 刺痛 重金屬 假貨 虛假宣傳',
    '过敏 烂脸 红肿 刺痛 重金属 假货 虚假宣传',
    'allergic rash burning counterfeit "false claims"',
  ],
  electronics: [
    '起火 爆炸 發燙 死機 黑屏 漏電 翻新機 隱私洩露',
    '起火 爆炸 发烫 死机 黑屏 漏电 翻新机 隐私泄露',
    'fire explode overheating crash "data leak" refurbished',
  ],
  cars: [
    '剎車失靈 自燃 失控 召回 減配 異響 車禍',
    '刹车失灵 自燃 失控 召回 减配 异响 车祸',
    '"brake failure" recall accident "caught fire" defect',
  ],
  travel: [
    '取消訂單 加價 偷拍 衞生 髒 宰客 滯留 服務差',
    '取消订单 加价 偷拍 卫生 脏 宰客 滞留 服务差',
    'cancelled overbooked dirty "hidden camera" stranded rude',
  ],
  shops: [
    '假貨 不發貨 大數據殺熟 二次銷售 描述不符 刷單 洩露',
    '假货 不发货 大数据杀熟 二次销售 描述不符 刷单 泄露',
    'counterfeit "not delivered" "wrong item" "data leak" misleading',
  ],
  finance: [
    '暴雷 無法提現 高利貸 暴力催收 拒賠 誤導銷售 洩露',
    '暴雷 无法提现 高利贷 暴力催收 拒赔 误导销售 泄露',
    '"cannot withdraw" fraud "claim denied" "debt collection" mis-selling',
  ],
  health: [
    '誤診 副作用 感染 亂收費 死亡 假藥 不良反應',
    '误诊 副作用 感染 乱收费 死亡 假药 不良反应',
    'misdiagnosis "side effects" infection overcharged "adverse reaction"',
  ],
  education: [
    '跑路 退費 虛假承諾 體罰 倒閉 性騷擾 霸凌',
    '跑路 退费 虚假承诺 体罚 倒闭 性骚扰 霸凌',
    'refund bankrupt bullying harassment "false promise"',
  ],
  other: [
    '質量問題 安全事故 洩露 違法 受傷',
    '质量问题 安全事故 泄露 违法 受伤',
    'defect accident leak illegal injured',
  ],
} satisfies Record<(typeof INDUSTRIES)[number], Triple>)

/** What is said with a brand's name without being about it. Proposed, not taken in unseen. */
export const USUAL_EXCLUSIONS = defineWords({
  all: [
    '招聘 轉發抽獎 二手轉讓 優惠碼 代購',
    '招聘 转发抽奖 二手转让 优惠码 代购',
    'hiring giveaway "second hand" coupon',
  ],
})
