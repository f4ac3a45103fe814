/**
 * Sentences of our own, put together from parts, for what the public sets lack: the sober register of companies and news (their
 * neutral texts are first-person chat and car forums), and complaints about food, service and safety. Simplified script: texts are
 * folded before they are learnt.
 */
import { EMOTIONS, type Emotion, SENTIMENTS, type Sentiment } from '../server/text/contract.ts'
import type { Family } from '../server/text/features.ts'
import { seeded } from './train-linear.ts'
import type { Example } from './train-sets.ts'

type Pattern = {
  readonly sentiment: Sentiment
  readonly emotion: Emotion
  readonly count: number
  readonly parts: readonly (readonly string[])[]
}

const WHEN = [
  '今天',
  '今天上午',
  '今天下午',
  '今天下午三点',
  '明天',
  '明早九点',
  '本周五',
  '周一',
  '昨天',
  '下周',
  '本月底',
  '3月15日',
  '十点',
  '晚上八点',
  '即日起',
  '今年',
  '去年',
  '上午十点',
]
const WHO = [
  '公司',
  '我司',
  '该品牌',
  '门店',
  '官方',
  '客服中心',
  '发言人',
  '监管部门',
  '市场监管局',
  '总部',
  '工厂',
  '警方',
  '平台',
  '记者',
  '',
]
const NEWS = [
  '发布',
  '发布公告',
  '发布声明',
  '召开发布会',
  '召开会议',
  '开始',
  '举行',
  '上市',
  '开业',
  '更新系统',
  '调整营业时间',
  '恢复供应',
  '公布检测结果',
  '启动调查',
  '回应',
  '发货',
  '上线',
  '公布名单',
  '下架相关产品',
  '召回部分批次',
  '接受采访',
  '发布财报',
  '进行例行检查',
  '在官网说明情况',
]
const THING = [
  '新品',
  '新款手机',
  '这款饮料',
  '产品',
  '说明书',
  '会员服务',
  '活动',
  '订单',
  '发票',
  '门店地址',
  '营业时间',
  '价格',
  '配料表',
  '直播',
  '电影',
  '课程',
  '航班',
  '财报',
]
const FACT = [
  '在哪里看',
  '是什么',
  '有哪些颜色',
  '是39元',
  '是1299元',
  '共有三种规格',
  '见官网',
  '请看公告',
  '在二楼',
  '由本公司生产',
  '净含量500毫升',
  '将于下周更新',
  '从明天起执行',
  '怎么查询',
  '什么时候发货',
  '几点开始',
  '支持七天无理由退货',
  '已经发货',
]
const BAD = [
  '喝完拉肚子',
  '吃完腹泻三天',
  '喝出异物',
  '吃出虫子',
  '里面有头发',
  '发霉了',
  '已经过期',
  '吃完上吐下泻',
  '用完过敏起疹子',
  '一周就坏了',
  '漏电',
  '着火了',
  '有股怪味',
  '食物中毒进了医院',
  '和宣传不符',
  '是假货',
]
const ANGRY = [
  '客服不理人',
  '客服踢皮球',
  '拒绝退款',
  '投诉无门',
  '必须给个说法',
  '必须道歉',
  '欺骗消费者',
  '店员态度恶劣',
  '太气人了',
  '垃圾公司',
  '再也不买了',
  '要求赔偿',
  '抵制',
  '还删评论',
]
const FOUL = ['太恶心了', '恶心死了', '想吐', '好恶心', '看着就反胃']
const GOOD = [
  '客服态度很好',
  '服务周到',
  '处理得很快',
  '态度诚恳',
  '质量不错',
  '味道很好',
  '物流很快',
  '退款很爽快',
  '道歉很及时',
  '很有担当',
  '包装精美',
  '性价比高',
]
const GLAD = ['点赞', '给个好评', '下次还来', '支持', '值得信赖', '推荐给大家', '很满意', '良心企业', '必须表扬']
const SLANG_BAD = words(
  '避雷 踩雷 智商税 塌房了 退钱 退钱退钱 翻车了 割韭菜 黑心商家 坑人 垃圾 已举报 已投诉 打假 求曝光 必须严惩 装死 冷处理 道歉没诚意 甩锅 拉黑了 取关 脱粉 再也不会买 店大欺客 霸王条款 维权到底',
)
const SLANG_GOOD = words(
  '回购了 无限回购 种草了 真香 yyds 绝绝子 爱了爱了 好评 国货之光 良心 有担当 业界良心 给力 靠谱 被圈粉了 宝藏店铺',
)
const ASK = words(
  '客服电话多少 在哪买 多少钱 怎么退货 哪里有卖 几点关门 有没有货 怎么联系客服 怎么退款 发什么快递 保质期多久 什么时候上架 在哪个频道 怎么报名 是几号',
)
const PASS_ON = words(
  '转发微博 转 转发 围观 路过 mark 马克 插眼 蹲 关注后续 等后续 等通报 等官方回应 收到 已阅 已下单 如题 见图 看图',
)
const YUE_BAD = words(
  '食完肚痛 好难食 客服唔理人 要退钱 服务好差 以后唔会再嚟 呃钱 黑店 食完要入院 有条虫喺入面 态度恶劣 唔好买 中伏 伏嘢',
)
const YUE_GOOD = words('好好食 服务好好 下次再嚟 好抵 态度好好 处理得好快 值得支持 好正 大推')
const YUE_NEUTRAL = words(
  '今日下昼三点公布 听日开门 几点开门 喺边度买 几多钱 出咗声明 下个月推出 店舖搬咗去二楼 几时有货 点样联络客服',
)
const STOP = ['', '。', '，', '！']
const DOT = ['，', '。', ' ', '']

const ZH: readonly Pattern[] = [
  { sentiment: 'neutral', emotion: 'none', count: 700, parts: [WHO, WHEN, NEWS, ['', '。']] },
  { sentiment: 'neutral', emotion: 'none', count: 200, parts: [WHEN, WHO, NEWS, ['', '。']] },
  { sentiment: 'neutral', emotion: 'none', count: 250, parts: [THING, FACT, ['', '。', '？']] },
  { sentiment: 'neutral', emotion: 'none', count: 150, parts: [THING, ['将于', '于', ''], WHEN, NEWS, ['', '。']] },
  { sentiment: 'negative', emotion: 'disgust', count: 120, parts: [['', ...THING.slice(1, 4)], BAD, DOT, FOUL, STOP] },
  { sentiment: 'negative', emotion: 'anger', count: 200, parts: [['', ...THING.slice(1, 4)], BAD, DOT, ANGRY, STOP] },
  {
    sentiment: 'positive',
    emotion: 'joy',
    count: 150,
    parts: [['', '这家', ...THING.slice(1, 4)], GOOD, DOT, GLAD, STOP],
  },
]

const SHOP = ['', '', '这家', '这牌子', '这款', '该品牌']
const ZH_MORE: readonly Pattern[] = [
  { sentiment: 'negative', emotion: 'anger', count: 250, parts: [SHOP, SLANG_BAD, STOP] },
  { sentiment: 'negative', emotion: 'anger', count: 120, parts: [SLANG_BAD, DOT, ANGRY, STOP] },
  { sentiment: 'positive', emotion: 'joy', count: 150, parts: [SHOP, SLANG_GOOD, STOP] },
  {
    sentiment: 'neutral',
    emotion: 'none',
    count: 150,
    parts: [['', '请问', '求问', '求助：', '问一下'], ASK, ['', '？', '。', '呢']],
  },
  { sentiment: 'neutral', emotion: 'none', count: 80, parts: [PASS_ON, ['', '。']] },
  {
    sentiment: 'negative',
    emotion: 'anger',
    count: 120,
    parts: [['', '呢间', '呢间嘢'], YUE_BAD, DOT, ['', ...YUE_BAD], ['', '！']],
  },
  {
    sentiment: 'positive',
    emotion: 'joy',
    count: 100,
    parts: [['', '呢间', '佢哋'], YUE_GOOD, DOT, ['', ...YUE_GOOD], ['', '！']],
  },
  {
    sentiment: 'neutral',
    emotion: 'none',
    count: 100,
    parts: [['', '公司', '间铺', '佢哋'], YUE_NEUTRAL, ['', '。', '？']],
  },
]

const EN_WHO = [
  'The company',
  'Our store',
  'The brand',
  'A spokesperson',
  'The regulator',
  'Customer service',
  'Police',
  'The factory',
  'We',
]
const EN_NEWS = [
  'will publish a statement',
  'will hold a press conference',
  'updated its opening hours',
  'opens',
  'released the report',
  'will launch the product',
  'announced the results',
  'recalled one batch',
  'started an inspection',
  'will respond',
  'shipped the order',
  'will go live',
]
const EN_WHEN = [
  'today',
  'this afternoon',
  'at 3 pm today',
  'tomorrow',
  'on Monday',
  'next week',
  'at 9 am',
  'on 15 March',
  'yesterday',
  'this year',
]
const EN: readonly Pattern[] = [
  { sentiment: 'neutral', emotion: 'none', count: 400, parts: [EN_WHO, [' '], EN_NEWS, [' '], EN_WHEN, ['', '.']] },
  {
    sentiment: 'negative',
    emotion: 'disgust',
    count: 60,
    parts: [
      ['Found ', 'There was ', 'I got '],
      ['a bug in my drink', 'mould in the bread', 'hair in my food', 'food poisoning'],
      [', ', '. '],
      ['disgusting', 'so gross', 'I feel sick', 'revolting'],
      ['', '!', '.'],
    ],
  },
  {
    sentiment: 'negative',
    emotion: 'anger',
    count: 150,
    parts: [
      [
        'Customer service ignored me',
        'They refused my refund',
        'It broke after a week',
        'The staff were rude',
        'It caught fire',
        'They deleted my review',
        'They lied to us',
      ],
      [', ', '. ', '! '],
      [
        'never buying again',
        'I want a refund',
        'unacceptable',
        'boycott them',
        'I am furious',
        'shame on them',
        'what a scam',
      ],
      ['', '!', '.'],
    ],
  },
  {
    sentiment: 'positive',
    emotion: 'joy',
    count: 100,
    parts: [
      [
        'Great service',
        'Customer service was very helpful',
        'They fixed it fast',
        'The apology was sincere',
        'Good quality',
        'Quick refund',
      ],
      [', ', '. ', '! '],
      ['thank you', 'love it', 'well done', 'highly recommend', 'very happy', 'will come back'],
      ['', '!', '.'],
    ],
  },
]

/** The same sentences each time. */
export function ownExamples(family: Family): Example[] {
  const random = seeded(7)
  const choose = (part: readonly string[]): string => part[Math.floor(random() * part.length)] ?? ''
  return (family === 'zh' ? [...ZH, ...ZH_MORE] : EN).flatMap(({ sentiment, emotion, count, parts }) =>
    Array.from({ length: count }, () => ({
      text: parts.map(choose).join(''),
      sentiment: SENTIMENTS.indexOf(sentiment),
      emotion: EMOTIONS.indexOf(emotion),
      polar: false,
      weight: 1,
    })),
  )
}

function words(list: string): string[] {
  return list.split(' ')
}
