import type { Layout } from '../contract/layout.ts'
import type { Row } from '../contract.ts'
import { recordFormat } from './rows.ts'

/** What shops write where a buyer wrote nothing: nobody's words. */
const NOBODY =
  /^(?:此|该|該)?(?:用户|用戶|买家|買家|顾客|顧客)?(?:没有|沒有|未|未及时|未及時)(?:填写|填寫|作出|做出)(?:评价|評價|评论|評論)(?:内容|內容)?[。.!！]?$|^(?:系统|系統)?(?:默认|默認|預設)(?:好评|好評|评价)[。.!！]?$|^(?:评价方未及时做出评价|系统默认好评)[,，]?.*$/

/** Reviews of a shop, with the stars that were given. A buyer who only gave stars has said nothing, but complains all the same. */
export const review = recordFormat(
  'shop',
  { 'zh-Hant': '商店評價', 'zh-Hans': '店铺评价', en: 'shop reviews' },
  withoutNobody,
)

function withoutNobody(row: Row, { text }: Layout): Row {
  const column = typeof text === 'string' ? text : text?.[0]
  if (column === undefined || !NOBODY.test(String(row[column] ?? '').trim())) return row
  return { ...row, [column]: '' }
}
