import { isNothing } from '../contract/bad-value.ts'
import { flatRow } from '../contract/columns.ts'
import { type Layout, readRow } from '../contract/layout.ts'
import { plainName, recordHeader } from '../contract/record-header.ts'
import type { FileFormat, FileSample, ReadContext, Row, RowResult, Table } from '../contract.ts'
import { recogniseRecords, recordTables } from './rows.ts'

const SESSION = /^(?:会话|會話|对话|對話|聊天|session|conversation|chat)(?:id|编号|編號|号|號)$/
const SENDER =
  /^(?:发送|發送|说话|說話)(?:人|方|者|角色)(?:类型|類型)?$|^(?:sender|senderrole|sendertype|role|speaker|fromrole|角色)$/
const TEXT = /^(?:消息|訊息|聊天|对话|對話)?(?:内容|內容)$|^(?:message|messagecontent|messagetext|content|text)$/
const TIME = /^(?:发送|發送|消息|訊息|聊天)?(?:时间|時間)$|^(?:sentat|sendtime|messagetime|createdat|timestamp|time)$/
const CUSTOMER =
  /^(?:访客|訪客|客户|客戶|顾客|顧客|买家|買家|用户|用戶)(?:昵称|暱稱|名称|名稱|姓名)?$|^(?:visitor|customer|buyer)(?:name)?$/
const AGENT = /^(?:接待)?(?:客服|坐席|座席)(?:昵称|暱稱|名称|姓名|账号|帳號)?$|^(?:agent|staff)(?:name)?$/
/** The company's side of a talk. */
const STAFF =
  /客服|坐席|座席|机器人|機器人|系统|系統|商家|卖家|賣家|店小二|小助手|小蜜|店主|导购|導購|^(?:robot|bot|agent|staff|system|seller|admin|service)\b/i

/** Talks with customer service. One talk is one record, of the customer's words alone: in 你好 / 我買的酸奶 / 發霉了 no single line says what is wrong. */
export const chat: FileFormat = {
  id: 'chat',
  names: { 'zh-Hant': '客服對話紀錄', 'zh-Hans': '客服会话记录', en: 'customer-service chats' },
  recognise: (file) => {
    const [messages] = messageTables(file)
    if (!messages) return recogniseRecords(file, 'chat')
    return { confidence: 0.92, reason: `chat messages: ${messages.session}, ${messages.sender}, ${messages.text}` }
  },
  read: async function* (file, context) {
    const messages = messageTables(file)
    for (const each of messages) yield* readTalks(each, context)
    if (messages.length > 0) return
    for (const { table, layout } of recordTables(file, 'chat')) {
      for await (const line of table.lines()) {
        if ('trouble' in line) yield { refused: { row: line.number, field: '', ...line.trouble } }
        else yield readRow(layout, customersOnly(flatRow(line.row), layout), line.number, context)
      }
    }
  },
}

type Messages = {
  readonly table: Table
  readonly session: string
  readonly sender: string
  readonly text: string
  readonly time: string
  readonly customer: string | undefined
  readonly agent: string | undefined
}

/** Tables of one message a row. */
function messageTables({ tables }: FileSample): Messages[] {
  return tables.flatMap((table) => {
    const columns = table.first.length > 0 ? [...new Set(table.first.map(flatRow).flatMap(Object.keys))] : table.columns
    const find = (word: RegExp): string | undefined => columns.find((column) => word.test(plainName(column)))
    const [session, sender, text, time] = [find(SESSION), find(SENDER), find(TEXT), find(TIME)]
    const isChat = recordHeader(columns)?.platform === 'chat'
    if (!isChat || session === undefined || sender === undefined || text === undefined || time === undefined) return []
    return [{ table, session, sender, text, time, customer: find(CUSTOMER), agent: find(AGENT) }]
  })
}

/** Talks that are still open while rows are read: many go on at once, and memory must not grow with the file. */
const MOST_OPEN = 2000
const MOST_TEXT = 20_000

type Talk = { readonly row: number; readonly first: Row; readonly said: string[]; readonly part: number }

async function* readTalks(of: Messages, context: ReadContext): AsyncGenerator<RowResult> {
  const open = new Map<string, Talk>()
  const parts = new Map<string, number>()
  const end = (id: string, talk: Talk): RowResult => {
    open.delete(id)
    return readRow(layoutOf(of), rowOf(of, id, talk), talk.row, context)
  }
  for await (const line of of.table.lines()) {
    if ('trouble' in line) {
      yield { refused: { row: line.number, field: '', ...line.trouble } }
      continue
    }
    const row = flatRow(line.row)
    const id = String(row[of.session] ?? '').trim()
    const said = isNothing(row[of.text]) ? '' : String(row[of.text]).trim()
    if (id === '')
      yield {
        refused: { row: line.number, field: 'externalId', code: 'missing', reason: `${of.session} says nothing` },
      }
    else if (said === '' || isStaff(of, row))
      yield { skipped: { row: line.number, why: said === '' ? 'empty' : 'no-post' } }
    else {
      const talk = open.get(id)
      const length = talk?.said.reduce((sum, each) => sum + each.length, 0) ?? 0
      if (talk && length + said.length > MOST_TEXT) yield end(id, talk)
      const going = open.get(id)
      if (going) {
        going.said.push(said)
        // Its words are in the record of the row that began the talk.
        yield { skipped: { row: line.number, why: 'no-post' } }
      } else {
        const part = (parts.get(id) ?? 0) + 1
        parts.set(id, part)
        open.set(id, { row: line.number, first: row, said: [said], part })
        const [oldest] = open
        if (open.size > MOST_OPEN && oldest) yield end(...oldest)
      }
    }
  }
  for (const [id, talk] of [...open]) yield end(id, talk)
}

function isStaff(of: Messages, row: Row): boolean {
  const sender = String(row[of.sender] ?? '').trim()
  const agent = of.agent === undefined ? '' : String(row[of.agent] ?? '').trim()
  return STAFF.test(sender) || (agent !== '' && agent === sender)
}

const layoutOf = (of: Messages): Layout => ({
  platform: 'chat',
  kind: 'record',
  id: 'id',
  text: 'text',
  time: of.time,
  authorName: 'author',
})

/** A talk that was too long, or went on after many others had begun, is told in parts. */
function rowOf(of: Messages, id: string, { first, said, part }: Talk): Row {
  const author = of.customer === undefined ? first[of.sender] : first[of.customer]
  return {
    ...first,
    id: part === 1 ? id : `${id}:${part}`,
    text: said.join('\n'),
    author: isRole(author) ? '' : author,
  }
}

/** 訪客 is no name. */
const isRole = (author: unknown): boolean =>
  /^(?:访客|訪客|客户|客戶|顾客|顧客|买家|買家|用户|用戶|customer|visitor|user|buyer)$/i.test(
    String(author ?? '').trim(),
  )

/** Of a whole talk in one cell, the lines of the customer, where it says who speaks. */
function customersOnly(row: Row, { text }: Layout): Row {
  const column = typeof text === 'string' ? text : text?.[0]
  if (column === undefined || isNothing(row[column])) return row
  return { ...row, [column]: customerLines(String(row[column])) }
}

const SPEAKER = /^\s*(?:[[(（【]?\d[\d\-/.: 年月日T]*[\])）】]?\s*)?([^\s:：][^:：\n]{0,24}?)\s*[:：]\s*(.*)$/

export function customerLines(talk: string): string {
  const lines = talk.split(/\r?\n|(?:<br\s*\/?>)/i).map((line) => ({ line, spoken: SPEAKER.exec(line) }))
  const speaks = lines.some(({ spoken }) => STAFF.test(spoken?.[1] ?? ''))
  if (!speaks) return talk
  let isOurs = false
  return lines
    .flatMap(({ line, spoken }) => {
      if (spoken) isOurs = STAFF.test(spoken[1] ?? '')
      return isOurs ? [] : [spoken ? (spoken[2] ?? '') : line]
    })
    .filter((line) => line.trim() !== '')
    .join('\n')
}
