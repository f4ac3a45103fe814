import { platformOf } from '../contract/platforms.ts'

/** One clipping of a mail that lists several. */
export type Clipping = {
  readonly title: string
  readonly url: string
  readonly text: string
  /** who published it, and when, where the list says so */
  readonly source: string
  readonly date: string
}

const LINK = /https?:\/\/[^\s<>"'，。；、）)\]】]+/i
const LINKS = new RegExp(LINK.source, 'gi')
const NUMBERED =
  /^\s*(?:[[【（(]\s*(\d{1,3})\s*[\]】）)]|(\d{1,3})\s*[.、．)）:：](?!\d)|([一二三四五六七八九十]{1,3})\s*、)\s*(\S.*)$/
const LABELLED =
  /^\s*[·•*-]?\s*(标题|標題|title|来源|來源|媒体|媒體|平台|source|media|作者|author|发布时间|發布時間|發佈時間|时间|時間|日期|date|time|链接|鏈接|連結|原文链接|原文|网址|網址|url|link|摘要|内容|內容|正文|summary|content)\s*[:：]\s*(.*)$/i
const ONLY_NUMBER = /^\s*[[【（(]?\s*\d{1,3}\s*[\]】）).、]?\s*$/
/** What programs write below their last item. */
const FOOTER =
  /^\s*(?:以上|本[邮郵]件|此[邮郵]件|系[统統]自[动動]|退[订訂]|如需退|unsubscribe|this (?:e-?mail|message))/i
const CHINESE = '一二三四五六七八九'

/**
 * Splits a list of clippings, where its shape is clear: items numbered from 1 upwards each with a link, or blocks that each begin with
 * 标题：. Anything else is one mail. Nothing is cut away: what stands before the first item is the list's own heading.
 */
export function splitDigest(text: string): Clipping[] {
  const lines = text.split(/\r?\n/)
  const numbered = numberedItems(lines)
  if (numbered.length >= 2 && numbered.every((item) => LINK.test(item.join('\n')))) return numbered.map(clippingOf)
  const labelled = labelledItems(lines)
  return labelled.length >= 1 && labelled.every((item) => LINK.test(item.join('\n'))) ? labelled.map(clippingOf) : []
}

function numberedItems(lines: readonly string[]): string[][] {
  const items: string[][] = []
  for (const line of lines) {
    const [, bracket, plain, chinese, rest = ''] = NUMBERED.exec(line) ?? []
    const number = chinese === undefined ? Number(bracket ?? plain) : chineseNumber(chinese)
    // Only the next number begins an item: `3. ` within the second one is its own list.
    if (number === items.length + 1) items.push([rest])
    else items.at(-1)?.push(line)
  }
  return items
}

function labelledItems(lines: readonly string[]): string[][] {
  const items: string[][] = []
  for (const line of lines) {
    const plain = line.replace(/^\s*(?:\d{1,3}\s*[.、．)）]|[[【（(]\d{1,3}[\]】）)])\s*/, '')
    if (/^\s*[·•*-]?\s*(?:标题|標題|title)\s*[:：]/i.test(plain)) items.push([plain])
    // The next one's number may stand on a line of its own.
    else if (!ONLY_NUMBER.test(line)) items.at(-1)?.push(line)
  }
  return items
}

function clippingOf(lines: readonly string[]): Clipping {
  const said: Record<'title' | 'source' | 'date' | 'url' | 'text', string[]> = {
    title: [],
    source: [],
    date: [],
    url: [],
    text: [],
  }
  for (const line of lines) {
    const [, label = '', value = ''] = LABELLED.exec(line) ?? []
    if (label === '') said.text.push(line)
    else said[fieldOf(label)].push(value)
  }
  const url = LINK.exec([...said.url, ...lines].join('\n'))?.[0].replace(/[.,;:!?]+$/, '') ?? ''
  const footer = said.text.findIndex((line) => FOOTER.test(line))
  const words = (footer > 0 ? said.text.slice(0, footer) : said.text)
    .map((line) => line.replace(LINKS, '').trim())
    .filter((line) => line !== '')
  // Without a label the title is the item's first line.
  const [title = '', ...rest] = said.title.length > 0 ? [said.title.join(' ').replace(LINKS, ''), ...words] : words
  const { bare, source, date } = titleParts(title)
  return {
    title: bare,
    url,
    text: rest.join('\n'),
    source: said.source[0]?.trim() || source,
    date: said.date[0]?.trim() || date,
  }
}

function fieldOf(label: string): 'title' | 'source' | 'date' | 'url' | 'text' {
  if (/^(?:标题|標題|title)$/i.test(label)) return 'title'
  if (/^(?:来源|來源|媒体|媒體|平台|source|media|作者|author)$/i.test(label)) return 'source'
  if (/^(?:发布时间|發布時間|發佈時間|时间|時間|日期|date|time)$/i.test(label)) return 'date'
  return /^(?:摘要|内容|內容|正文|summary|content)$/i.test(label) ? 'text' : 'url'
}

const WHEN = /\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?/

/** `标题（人民网 2026-03-02 10:00）`, `标题 - 新浪财经 2026-03-02` */
function titleParts(title: string): { bare: string; source: string; date: string } {
  const [, bare = '', inner = ''] = /^(.*\S)\s*[（(【[]([^（()）【】[\]]{2,40})[）)】\]]\s*$/.exec(title) ?? []
  const date = WHEN.exec(inner)?.[0] ?? ''
  const source = inner.replace(WHEN, '').replace(/^[\s,，·|/-]+|[\s,，·|/-]+$/g, '')
  // In brackets without a time stands many a thing; a medium is known by its kind.
  if (date !== '' || (inner.length <= 12 && platformOf(inner) !== undefined)) return { bare, source, date }
  const [, first = '', name = '', at = ''] =
    new RegExp(`^(.*\\S)\\s+[-—|]\\s*([^-—|]{0,20}?)\\s*(${WHEN.source})\\s*$`).exec(title) ?? []
  return at === '' ? { bare: title.trim(), source: '', date: '' } : { bare: first, source: name, date: at }
}

function chineseNumber(text: string): number {
  const [tens, ones] = text.includes('十') ? text.split('十') : ['', text]
  const digit = (of: string | undefined): number => CHINESE.indexOf(of ?? '') + 1
  if (!text.includes('十')) return digit(ones)
  return (tens === '' ? 1 : digit(tens)) * 10 + (ones === '' ? 0 : digit(ones))
}
