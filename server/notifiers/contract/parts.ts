import type { Locale, Message } from '../contract.ts'
import { cutTo, type Measure, oneLine } from './cut.ts'

export type Link = { readonly url: string; readonly text: string }

/** What can be tapped: to acknowledge first, since somebody waits for that. */
export function linksOf({ acknowledge, link }: Message): Link[] {
  return [acknowledge, link].filter((each) => each !== undefined)
}

/** The subject as one line of at most so much. */
export function titleOf({ subject }: Message, most: number, measure?: Measure): string {
  return cutTo(oneLine(subject), most, measure) || 'Weiji'
}

/** Robots that were told a keyword let pass only what holds it. */
export function withKeyword(title: string, keyword: string | number | undefined, text: string): string {
  const word = keyword === undefined ? '' : String(keyword)
  return word === '' || text.includes(word) ? title : `${title} ${word}`
}

/**
 * Words of strangers in a chat program's Markdown: nothing in them becomes a link, a picture, a heading or a mention. The programs know no
 * reliable escape, so that what would begin one becomes its full-width twin.
 */
export function plainMarkdown(text: string): string {
  return text.replace(/[<>[\]*`]/g, (sign) => TWINS[sign] ?? sign).replace(/^([#-]|\d+\.)(?=\s|$)/, '\u200b$1')
}
const TWINS: Readonly<Record<string, string>> = { '<': '＜', '>': '＞', '[': '［', ']': '］', '*': '＊', '`': '｀' }

/** An address inside of Markdown's brackets: nothing in it ends them. */
export function markdownUrl(url: string): string {
  return url.replace(/[()<>\s]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
}

/** Stands before the names of those who are called. */
export function callWord(locale: Locale): string {
  return { 'zh-Hant': '呼叫', 'zh-Hans': '呼叫', en: 'Calling' }[locale]
}

/** Words of strangers where angle brackets begin a tag: Slack's marks, Telegram's HTML. */
export function escapeTags(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
