// table: columns that only records of calls, chats, complaints and reviews have, as seen in exports of hotlines, shops and complaint sites
import type { Platform } from '../contract.ts'

export type RecordPlatform = Extract<Platform, 'hotline' | 'chat' | 'complaint' | 'shop'>

const SIGNS: Readonly<Record<RecordPlatform, readonly RegExp[]>> = {
  hotline: [
    /^(?:来电|來電|主叫|被叫)(?:时间|時間|号码|號碼|人|内容|內容)?$|^call(?:time|er|id)/,
    /^(?:通话|通話)(?:时长|時長|内容|內容|记录|記錄|摘要)|^callduration|^录音/,
    /^(?:受理)(?:时间|時間|编号|人|渠道|单位)/,
    /^工[单單](?:号|號|编号|編號|内容|內容|标题|標題|类型|類型|状态|狀態)/,
    /^[诉訴]求(?:类型|類型|内容|內容|标题|標題|分类|人)/,
    /^(?:坐席|座席|接线员|接線員|话务员|話務員|客服工号|agent)/,
    /^(?:处理|處理)(?:状态|狀態|部门|部門|结果|結果|单位)$|^承办单位/,
    /^(?:回访|回訪)/,
  ],
  chat: [
    /^(?:会话|會話|对话|對話|session|conversation|chat)(?:id|编号|編號|号)$/,
    /^(?:会话|會話|对话|對話|聊天)(?:开始|開始|结束|結束|时长|時間|时间|来源|记录|記錄|内容|內容)/,
    /^(?:消息|訊息|message)(?:内容|內容|时间|時間|类型|類型|id|content|time|text)/,
    /^(?:发送|發送|說話|说话)(?:人|方|者|时间|時間|角色)|^(?:sender|senderrole|role|speaker|fromrole)$/,
    /^(?:访客|訪客|visitor)/,
    /^(?:接待|客服)(?:客服|昵称|暱稱|账号|帳號|名称|人员)?$|^(?:agent|agentname)$/,
    /^(?:首次|平均)(?:响应|響應|回应)/,
    /^满意度|^滿意度|^csat/,
  ],
  complaint: [
    /^(?:投诉|投訴)(?:编号|編號|单编号|单号)$/,
    /^(?:投诉|投訴)(?:对象|對象|商家|品牌|企业)$|^被(?:投诉|投訴|举报|舉報)/,
    /^(?:投诉|投訴)(?:问题|問題|要求|诉求|訴求|内容|內容|标题|標題|类型)/,
    /^(?:投诉|投訴)(?:时间|時間|日期|状态|狀態|进度|進度|人)$/,
    /^涉[诉訴]/,
    /^(?:登记编号|登记时间|消费类型|消费金额|调解结果|办结时间)/,
    /^(?:典型问题|问题简述|详细说明)$/,
  ],
  shop: [
    /^(?:评价|評價|review)(?:内容|內容|时间|時間|id|body|text|title|date|content)$/,
    /^(?:追评|追評|追加评价|追加評價|追加评论|afterusercomment)/,
    /^(?:买家|買家|buyer|reviewer)/,
    /^(?:sku|asin|spu|productid|referenceid|商品id|商品编号|商品編號|宝贝id|货号)/,
    /^(?:商品名称|商品名稱|商品标题|宝贝标题|产品名称|referencename|productname|producttitle)$/,
    /^(?:评分|評分|星级|星級|评价星级|评价等级|评价类型|評價類型|score|rating|stars?|starrating)$/,
    /^(?:商家|客服|卖家|賣家)(?:回复|回覆|解释)|^sellerreply/,
    /^(?:订单号|订单编号|訂單號|訂單編號|orderid)$/,
    /^(?:creationtime|usefulvotecount|productcolor|productsize|verifiedpurchase)$/,
  ],
}

/** How a column's name is compared: without width, case, spaces and marks. */
export function plainName(column: string): string {
  return column
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\-.（）()【】[\]:：/]/g, '')
}

/** Which kind of record a table holds, and by how many different signs; undefined below two, or where two kinds fit alike. */
export function recordHeader(columns: readonly string[]): { platform: RecordPlatform; signs: number } | undefined {
  const names = columns.map(plainName)
  const counted = Object.entries(SIGNS)
    .map(([platform, signs]) => ({
      platform: platform as RecordPlatform,
      signs: signs.filter((sign) => names.some((name) => sign.test(name))).length,
    }))
    .sort((a, b) => b.signs - a.signs)
  const [best, second] = counted
  return best && best.signs >= 2 && best.signs > (second?.signs ?? 0) ? best : undefined
}
