// table: what messages of a call say besides the alert's own words, in the three languages.
import { inThree, listed, type Said } from '../access/notice-words.ts'
import type { Locale } from '../notifiers/contract.ts'

/** As NoticeWords of server/access/notice-actions.ts. */
type Words = { readonly subject: string; readonly lines: readonly string[]; readonly url?: string }
export type CallWords = Readonly<Record<Locale, Words>>

/** The same in each language. */
export function inEach<T>(make: (locale: Locale) => T): Readonly<Record<Locale, T>> {
  return { 'zh-Hant': make('zh-Hant'), 'zh-Hans': make('zh-Hans'), en: make('en') }
}

export const callWord = inThree('請應答：', '请应答：', 'Please answer: ')
export const finalWord = inThree('無人應答：', '无人应答：', 'Nobody answered: ')
/** In a room: whom it concerns, at most three by name. */
export const roomCallSubject = (names: readonly string[]): Said => {
  const [first, count] = [names.slice(0, MOST_NAMED), names.length]
  const isCut = count > MOST_NAMED
  const chinese = first.join('、')
  const english = isCut ? `${first.join(', ')} and ${count - MOST_NAMED} more` : first.join(', ')
  return inThree(
    `呼叫 ${chinese}${isCut ? ` 等 ${count} 人` : ''}：`,
    `呼叫 ${chinese}${isCut ? ` 等 ${count} 人` : ''}：`,
    `Calling ${english}: `,
  )
}
const MOST_NAMED = 3
export const roomLine = inThree(
  '被叫到的人：請按自己收到的訊息裏的「我來處理」。別人也可以在預警頁接手。',
  '被叫到的人：请点击自己收到的消息里的“我来处理”。其他人也可以在预警页接手。',
  'Whoever is called answers by “I take it” in their own message. Others may take it on the page of the alert.',
)
export const answerLine = inThree(
  '按「我來處理」並在打開的頁面上確認，就不再呼叫其他人。',
  '点击“我来处理”并在打开的页面上确认，就不再呼叫其他人。',
  'Press “I take it”, and once more on the page that opens: then nobody else is called.',
)
export const nextLine =
  (time: string, people: readonly string[]): Said =>
  (locale) => {
    const names = listed(people)(locale)
    return inThree(
      `${time} 前沒有人應答，就會呼叫 ${names}。`,
      `${time} 前无人应答，就会呼叫 ${names}。`,
      `If nobody answers by ${time}, ${names} will be called.`,
    )(locale)
  }
export const calledLine =
  (people: readonly string[]): Said =>
  (locale) => {
    const names = listed(people)(locale)
    return inThree(
      `已呼叫 ${names}，都沒有應答。`,
      `已呼叫 ${names}，均未应答。`,
      `${names} ${people.length === 1 ? 'was' : 'were'} called and did not answer.`,
    )(locale)
  }
export const takenSubject = (name: string): Said =>
  inThree(`${name} 已應答：`, `${name} 已应答：`, `${name} has taken it: `)
export const takenLine = inThree('你不必再做甚麼。', '你无需再做什么。', 'You need not do anything more.')

export const testSubject = inThree('這是一次測試呼叫', '这是一次测试呼叫', 'This is a test call')
export const testLine = inThree(
  '你在值班頁按了「呼叫我試試」。請按「我來處理」應答，確認你在夜裏收得到。',
  '你在值班页面点击了“呼叫我试试”。请点击“我来处理”应答，确认你在夜间收得到。',
  'You pressed “test call to me” on the on-call page. Answer it by “I take it”, so that you know it reaches you at night.',
)

export const handOverSubject = (roster: string, name: string): Said =>
  inThree(`${roster}：${name} 接班`, `${roster}：${name} 接班`, `${roster}: ${name} is on call now`)
export const handOverLine = (from: string, to: string, time: string): Said =>
  inThree(
    `${time} 由 ${from} 交給 ${to}。`,
    `${time} 由 ${from} 交给 ${to}。`,
    `Handed over from ${from} to ${to} at ${time}.`,
  )
export const untilLine = (time: string): Said => inThree(`值到 ${time}。`, `值班至 ${time}。`, `Until ${time}.`)
export const noteLine = (name: string, text: string): Said =>
  inThree(`${name} 留言：${text}`, `${name} 留言：${text}`, `${name} notes: ${text}`)
export const runningLine = (count: number): Said =>
  inThree(
    `另有 ${count} 個呼叫尚未有人應答，仍會按開始時的名單呼叫。`,
    `另有 ${count} 个呼叫尚无人应答，仍会按开始时的名单呼叫。`,
    `${count} ${count === 1 ? 'call is' : 'calls are'} still unanswered, and go on to those whom they began with.`,
  )
export const nobodyWord = inThree('無人', '无人', 'nobody')

export const askedSubject = (name: string): Said =>
  inThree(`${name} 請你代班`, `${name} 请你代班`, `${name} asks you to stand in`)
export const answeredSubject = (name: string, accepts: boolean): Said =>
  accepts
    ? inThree(`${name} 答應代班`, `${name} 已同意代班`, `${name} will stand in for you`)
    : inThree(`${name} 不能代班`, `${name} 无法代班`, `${name} cannot stand in for you`)
export const setSubject = (name: string): Said =>
  inThree(`${name} 的班由你代`, `${name} 的班由你代`, `You stand in for ${name}`)
export const standInLine = (roster: string, from: string, to: string): Said =>
  inThree(`${roster}，${from} 至 ${to}`, `${roster}，${from} 至 ${to}`, `${roster}, ${from} to ${to}`)
