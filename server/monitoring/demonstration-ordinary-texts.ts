// table: what people say of 青禾酸奶 and 白川牧場 on ordinary days. Invented for the demonstration; one part of each list makes a post.
import type { Tongue } from './demonstration-people.ts'

export type Parts = readonly (readonly string[])[]
export type Voices = Readonly<Record<Tongue, Parts>>

const FLAVOURS = ['原味', '黄桃燕麦', '草莓', '无糖', '桂花', '蓝莓']
const FLAVOURS_HANT = ['原味', '黃桃燕麥', '草莓', '無糖', '桂花', '藍莓']
const FLAVOURS_EN = ['plain', 'peach and oat', 'strawberry', 'sugar-free', 'osmanthus']

export const PRAISE: Voices = {
  hans: [
    [
      '早饭配一杯',
      '健身完来一瓶',
      '冰箱里常备',
      '追剧必备',
      '今天又回购了',
      '同事推荐我试',
      '孩子放学点名要',
      '周末烤燕麦用的是',
      '便利店只剩一杯',
      '睡前小零食是',
    ],
    ['青禾酸奶'],
    FLAVOURS,
    ['，口感很绵密，', '，酸甜刚刚好，', '，料很足，', '，喝完很舒服，', '，奶味浓，不腻，', '，杯底还有大颗果肉，'],
    [
      '真的好喝！',
      '会一直买。',
      '开心。',
      '推荐给大家。',
      '这个价格很满意。',
      '希望一直出下去～',
      '一口气喝完了，哈哈。',
      '比我想的好吃。',
    ],
  ],
  hant: [
    ['早餐配一杯', '超市特價買的', '回購第三次的', '朋友從上海帶來的', '下午茶就是'],
    ['青禾酸奶'],
    FLAVOURS_HANT,
    ['，口感很綿，', '，酸甜剛好，', '，奶味很香，', '，不會太甜，'],
    ['真的好喝！', '大推。', '全家都喜歡。', '香港也買得到就好了。', '希望台北也開店。'],
  ],
  en: [
    [
      'Breakfast sorted: ',
      'My Shanghai fridge always has ',
      'Third week in a row with ',
      'A colleague got me hooked on ',
      'Post-run snack: ',
    ],
    ['Qinghe yogurt, '],
    FLAVOURS_EN,
    [', thick and not too sweet. ', ', really creamy. ', ', great with granola. '],
    ['Love it.', 'Happy customer.', 'Would buy again.', 'Best one I have found here.'],
  ],
}

export const QUESTION: Voices = {
  hans: [
    ['请问', '求问一下，', '有人知道吗，', '想问问大家，'],
    ['青禾酸奶'],
    FLAVOURS,
    [
      '保质期是几天？',
      '一杯的热量是多少？',
      '线下哪里买得到？',
      '配什么水果好？',
      '配料表里的菌种是哪几种？',
      '小朋友两岁能喝吗？',
      '有家庭装吗？',
      '做雪糕好吃吗？',
    ],
  ],
  hant: [
    ['請問', '想問一下，'],
    ['青禾酸奶'],
    FLAVOURS_HANT,
    ['開封之後可以放幾天？', '哪裡買得到？', '一杯大概多少卡？', '香港的超市有賣嗎？'],
  ],
  en: [
    ['Does anyone know if ', 'Question: is it true that '],
    ['Qinghe yogurt, '],
    FLAVOURS_EN,
    [', keeps two days after opening?', ', is sold near Jing’an?', ', contains gelatine?'],
  ],
}

export const GRUMBLE: Voices = {
  hans: [
    ['说实话，', '吐槽一下，', '有点失望，', '今天收到的', '第二次买的'],
    ['青禾酸奶'],
    FLAVOURS,
    [
      '送来盒子压扁了',
      '吸管又漏发了',
      '最近涨价太多了',
      '甜得发腻，不像以前',
      '盖子特别难撕，洒了一身',
      '快递送了三天，冰袋都化了',
      '优惠券怎么都用不了',
    ],
    ['，体验很差。', '，不太满意。', '，下次不买了。', '，差评。', '，烦。'],
  ],
  hant: [
    ['老實說，', '抱怨一下，', '有點失望，'],
    ['青禾酸奶'],
    FLAVOURS_HANT,
    ['包裝壓扁了', '又漲價了', '太甜了，和以前不一樣', '送來的時候冰袋都融了'],
    ['，體驗很差。', '，不會再買。', '，失望。'],
  ],
  en: [
    ['Not happy: ', 'Disappointed: '],
    ['Qinghe yogurt, '],
    FLAVOURS_EN,
    [', arrived crushed and warm. ', ', got more expensive again. ', ', is far too sweet now. '],
    ['Bad service.', 'Will not reorder.'],
  ],
}

export const PROMOTION: Voices = {
  hans: [
    ['周五会员日', '今晚直播间', '限时两件八折', '买四送一'],
    ['青禾酸奶'],
    FLAVOURS,
    ['券抢到了', '囤了两箱', '第二件半价', '送的帆布袋好可爱', '满减算下来很划算'],
    ['，开心！', '，值。', '，快去。', '，已下单。', '，爱了爱了。'],
  ],
  hant: [['會員日'], ['青禾酸奶'], FLAVOURS_HANT, ['買四送一', '第二件半價'], ['，划算！', '，已經下單。']],
  en: [
    ['Members’ day: '],
    ['Qinghe yogurt, '],
    FLAVOURS_EN,
    [', buy four get one free. '],
    ['Nice deal.', 'Stocked up.'],
  ],
}

export const ANSWER: Voices = {
  hans: [
    [
      '同感',
      '+1',
      '谢谢，记下了',
      '我也喜欢',
      '哪里买的呀',
      '下次试试',
      '谢谢分享',
      '真不错',
      '我家也常买',
      '看着就好吃',
      '收藏了',
      '已经加购',
    ],
    ['', '！', '～', '。', '哈哈'],
  ],
  hant: [
    ['同感', '我也喜歡', '哪裡買的', '下次試試', '謝謝分享', '真的不錯'],
    ['', '！', '～'],
  ],
  en: [
    ['Same here', 'Thanks', 'Where did you get it', 'Must try', 'Agreed'],
    ['', '!', '.'],
  ],
}

/** The competitor: its own track, and no part of the crisis. */
export const RIVAL: Voices = {
  hans: [
    ['今天换成', '对比着喝了', '超市试吃了', '朋友家的早餐是', '最近常喝'],
    ['白川牧场'],
    ['鲜牛奶', '低温酸奶', '奶酪棒', '燕麦奶', '冰淇淋'],
    ['，味道清爽', '，中规中矩', '，包装换新了', '，奶香很足', '，分量挺足', '，比想象中淡'],
    ['，可以回购。', '，还行。', '，孩子喜欢。', '，先观望。', '，推荐。'],
  ],
  hant: [
    ['今天試了', '最近常喝'],
    ['白川牧場'],
    ['鮮奶', '優格', '起司條'],
    ['，味道清爽', '，包裝換新了'],
    ['，不錯。', '，還可以。'],
  ],
  en: [
    ['Tried '],
    ['Baichuan Farm '],
    ['milk', 'cheese sticks', 'yogurt'],
    [', mild and fresh', ', nothing special'],
    ['.', ', fine.'],
  ],
}

/** Short notices of papers; title and text. */
export const NOTICES: readonly (readonly [string, string])[] = [
  ['青禾酸奶新设两条冷链线路', '青禾酸奶宣布新增两条配送线路，预计下月覆盖更多社区门店。'],
  [
    '低温酸奶市场走稳，青禾、白川牧场各有侧重',
    '业内人士表示，低温酸奶消费平稳增长，青禾酸奶主打社区，白川牧场主打商超。',
  ],
  ['青禾酸奶推出桂花口味', '青禾酸奶上新桂花口味，首周在华东门店供应。'],
  ['白川牧場擴建草場', '白川牧場表示，新草場將於明年啟用，供應鮮奶與優格。'],
]
