// table: what is said in the crisis of the demonstration. Invented: no person, no company, no event of this kind exists.
import type { Voices } from './demonstration-ordinary-texts.ts'

/** The first post, the answer that made it worse, and what carried it on. `after` in minutes from the first. */
export const MOTHER_TEXT =
  '昨晚给孩子喝了青禾酸奶，批次0312，半夜开始腹泻，拉了五次，现在还发烧。今早我自己也喝了同一箱的，也拉肚子了。打客服一直占线。有没有同一批次的妈妈？'
export const DESK_TEXT = '亲，每个人体质不同，可能是肠胃敏感呢。青禾酸奶出厂都合格，建议多喝热水观察，无法退款哦。'
export const BLOGGER_TEXT =
  '收到二十多条私信，都是喝了青禾酸奶0312批次以后腹泻的，客服居然让人“多喝热水”、不给退款？这是食品安全问题，不是体质问题。请青禾给个说法：查不查？下不下架？'
export const WHISPER_TEXT =
  '听说青禾酸奶那个厂换了奶源，用的是快过期的奶粉，内部都知道，所以0312才让人腹泻。太可怕了，赶紧转发，大家别喝了。'
/** What is copied from page to page, and then to other platforms. */
export const COPIED_TEXT =
  '【转】昨晚给孩子喝了青禾酸奶，批次0312，半夜开始腹泻，拉了五次，现在还发烧。自己也喝了同一箱的，也拉肚子了。打客服一直占线。有没有同一批次的妈妈？'
export const WARD_TEXT =
  '刚拉了个客人从医院急诊出来，拍了张照片，排队的全是孩子，说是喝了青禾酸奶0312腹泻脱水的，一晚上七个。看着心疼。'
export const PARENTS_TEXT =
  '家长群整理：青禾酸奶0312批次，目前自己报上来腹泻的已经四十多家，最小的一岁半。诉求三条：退款、下架、公开检测报告。转给身边有孩子的人。'
export const CHEMIST_TITLE = '青禾酸奶0312批次腹泻，可能是什么原因？'
export const CHEMIST_TEXT =
  '做乳品化验的说两句。“过期奶粉”的说法没有任何证据，先别传。但多人喝后腹泻，企业应当立即封存同批次、送检、先下架，而不是说体质问题。现在最该公开的是检测结果。'

/** Reports by people who drank it themselves: the heart of the story. */
export const REPORT: Voices = {
  hans: [
    [
      '我家也是！',
      '同一批次！',
      '家里两个人，',
      '办公室三个人，',
      '孩子昨天',
      '我妈',
      '刚看了盒子，就是0312，',
      '气死了，',
    ],
    ['喝了青禾酸奶', '喝完青禾酸奶0312', '青禾酸奶0312批次喝完'],
    ['半夜就腹泻', '腹泻一整天', '腹泻加呕吐', '拉肚子到脱水', '两小时后腹泻', '肚子疼得打滚'],
    ['，太吓人了。', '，已经去医院了。', '，医生说像食物中毒。', '，现在还没好。', '，真的恶心。', '，食品安全呢？'],
    ['要求退款！', '退款都不给。', '赶紧下架吧。', '给个说法！', '客服不管。', '再也不买了。', '我要投诉。'],
  ],
  hant: [
    ['我家也是！', '嚇死人，', '朋友的小孩', '上週帶回香港的，', '真的生氣，'],
    ['喝了青禾酸奶0312', '喝完青禾酸奶'],
    ['半夜開始腹瀉', '腹瀉又嘔吐', '肚子痛到看急診'],
    ['，太可怕了。', '，現在還沒好。', '，食品安全在哪裡？'],
    ['要求退款！', '請馬上下架。', '給個說法！', '客服完全不理人。'],
  ],
  en: [
    ['Same batch here. ', 'Warning: ', 'Terrible. '],
    ['My kid drank Qinghe yogurt, batch 0312, ', 'Two of us had Qinghe yogurt 0312 '],
    ['and got diarrhoea all night. ', 'and has been sick since. '],
    ['Customer service refuses a refund. ', 'Take it off the shelves now. ', 'This is awful. '],
  ],
}

/** Under what somebody has only heard: few believe it at once. */
export const DOUBT: Voices = {
  hans: [
    [
      '真的假的？',
      '有证据吗',
      '求证',
      '这是谣言吧',
      '谁是内部？别传没证据的',
      '等官方回应再说',
      '已经有人辟谣了吧',
      '好可怕',
      '厂里朋友说没换奶源，假的吧',
    ],
    ['', '', '！', '？？'],
  ],
  hant: [
    ['真的假的？', '有證據嗎', '這是謠言吧', '求證'],
    ['', '！'],
  ],
  en: [
    ['Is this true?', 'Any source?', 'Sounds like a rumour'],
    ['', '!'],
  ],
}

/** On a complaint desk, with what is asked for. */
export const COMPLAINT: Voices = {
  hans: [
    ['投诉青禾酸奶0312批次：', '青禾酸奶0312投诉，', '本人投诉青禾酸奶，批次0312：', '关于青禾酸奶0312批次，'],
    [
      '小区超市买的两联，',
      '周末在门店买了一箱，',
      '网上旗舰店下单，',
      '团购群接龙买的，',
      '便利店买的单杯，',
      '会员日囤了三箱，',
    ],
    [
      '全家饮用后腹泻',
      '孩子饮用后腹泻就医',
      '饮用后腹泻呕吐',
      '老人喝完当晚腹泻脱水',
      '女儿发烧腹泻请假两天',
      '同事四人都腹泻',
      '打开有酸败味，喝了两口就腹泻',
    ],
    [
      '，客服以体质为由拒绝',
      '，联系三次无人处理',
      '，要求提供病历才肯登记',
      '，热线排队四十分钟挂断',
      '，门店说不归他们管',
      '，只愿意赔一杯',
      '，在线客服复制粘贴同一句话',
    ],
    [
      '。诉求：退款并赔偿医药费。',
      '。诉求：退款、下架、公开检测。',
      '。诉求：给个说法，道歉，退款。',
      '。请市场监管介入，封存同批次。',
      '。病历和小票都在，要求赔偿误工费。',
      '。希望平台督促商家三天内回复。',
    ],
  ],
  hant: [
    ['投訴青禾酸奶0312批次：', '青禾酸奶0312，要投訴：', '關於青禾酸奶0312：'],
    ['在超市買了六杯，', '朋友帶回來的，', '門市試喝後買的，'],
    ['飲用後腹瀉就醫', '小孩半夜嘔吐', '兩個人都拉肚子'],
    ['，客服拒絕處理', '，電話打不通', '，只叫我多喝水'],
    ['。訴求：退款、下架、公開檢驗。', '。要求賠償醫藥費。', '。請盡快回覆並道歉。'],
  ],
  en: [
    [
      'Complaint, Qinghe yogurt batch 0312: ',
      'Qinghe yogurt 0312, formal complaint. ',
      'About Qinghe yogurt, batch 0312: ',
    ],
    ['bought six cups on Sunday, ', 'ordered online last week, ', 'from the corner shop, '],
    ['sick after drinking, ', 'my son threw up all night, ', 'two of us at the doctor, '],
    ['no answer from customer service. ', 'the hotline hung up. ', 'told to drink hot water. '],
    ['I want a refund.', 'Pay the doctor and recall it.', 'Please reply within three days.'],
  ],
}

/** What people add when they pass it on. */
export const PASS_ON: Voices = {
  hans: [
    ['', '', '', '转！', '扩散！', '气愤。', '太可怕了。', '家里有孩子的注意。'],
    [
      '0312的快看看家里的盒子',
      '我家也腹泻了，原来不是一个人',
      '必须下架',
      '退款，下架，给说法，一个都不能少',
      '多喝热水？离谱',
      '这种客服太恶心了',
      '食品安全没有小事',
      '还在超市卖，昨天刚看到',
      '青禾装死到什么时候',
      '请监管部门查一查',
      '说法呢？',
      '同批次腹泻+1',
      '退款退款退款',
      '再也不喝了，失望',
      '下架之前别给孩子喝',
    ],
    ['', '', '！', '。', '！！', '😡', '[怒]'],
  ],
  hant: [
    ['', '轉！', '太離譜。', '生氣。'],
    ['給個說法', '馬上下架', '退款啊', '多喝熱水？誇張', '家裡有小孩的小心', '腹瀉的不只一個人', '這種公司真可怕'],
    ['', '！', '。', '😡'],
  ],
  en: [
    ['', 'Unbelievable. ', 'Angry. '],
    ['Check your fridge for batch 0312', 'Recall it now', 'Drink hot water? Awful answer', 'Refund people'],
    ['.', '!'],
  ],
}

/** Under a post, shorter, not all of them angry. */
export const REMARK: Voices = {
  hans: [
    [
      '孩子现在怎么样了？',
      '抱抱，快去医院补液',
      '我们也是0312，腹泻两次',
      '盒子别扔，留着送检',
      '打12315投诉',
      '退款到账了吗？',
      '客服回我也是这句，气人',
      '超市还没下架',
      '真的假的，有检测吗',
      '喝了没事，是不是个别',
      '太恶心了',
      '等一个说法',
      '已经腹泻一天了，难受',
      '必须赔偿',
      '不敢喝了',
      '要求下架',
      '同求退款',
    ],
    ['', '', '！', '。', '……'],
  ],
  hant: [
    ['小孩還好嗎？', '不敢喝了', '等一個說法', '香港有賣這批嗎？', '要退款', '太可怕了'],
    ['', '！', '。'],
  ],
  en: [
    ['Is the kid okay?', 'Not drinking that again', 'Any lab result yet?', 'Refund?', 'This is scary'],
    ['', '!'],
  ],
}

/** Titles and texts of papers. */
export const NEWS: readonly (readonly [string, string])[] = [
  [
    '多名网友反映饮用青禾酸奶0312批次后腹泻，企业暂未回应',
    '今天起，多名网友反映饮用青禾酸奶0312批次产品后出现腹泻、呕吐。记者多次致电企业，截至发稿未获回应。监管部门表示已关注。',
  ],
  [
    '家长要求青禾酸奶下架0312批次并退款',
    '多位家长表示孩子饮用后腹泻就医，要求退款、下架并公开检测结果。超市方面称等待厂家通知。网传医院照片尚无法核实。',
  ],
  [
    '青禾酸奶陷食品安全質疑，0312批次待檢',
    '多名消費者稱飲用後腹瀉，客服回應「多喝熱水」引發不滿。「過期奶粉」一說未獲證實。',
  ],
]
