import { type Answer, CollectError, type Row } from '../contract.ts'
import { textOfAnswer } from './answer.ts'
import { readFeed } from './feed.ts'
import { decodeEntities } from './markup.ts'

export const FEED_TYPES =
  'application/rss+xml, application/atom+xml, application/feed+json, application/json;q=0.9, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5'

/** `head`: of the feed, or of newsnow's answer; `items`: as they stand in it. */
export type OpenFeed = { readonly head: Row; readonly items: readonly Row[] }

/**
 * RSS, Atom, JSON Feed or newsnow's answer, by what it holds, never by its type.
 * @throws CollectError in words: a web page or a page to sign in instead of a feed, a feed that was cut off, something else
 */
export async function openFeed(answer: Answer): Promise<OpenFeed> {
  const text = (await textOfAnswer(answer)).replace(/^\ufeff/, '').trimStart()
  if (text === '') throw new CollectError('empty-answer', 'the answer is empty')
  if (/^[{[]/.test(text)) return openJson(text)
  if (isPage(text)) throw pageError(text, answer.url)
  if (!text.startsWith('<')) throw new CollectError('no-feed', 'the answer is neither a feed nor a page')
  try {
    return await readFeed(oneText(text))
  } catch (error) {
    // What the reader throws speaks of the document; anything else is a mistake of ours.
    if (error instanceof TypeError || error instanceof RangeError) throw error
    const message = (error as Error).message
    const code = /cut off/.test(message) ? 'cut-off' : /neither RSS nor Atom/.test(message) ? 'no-feed' : 'broken-feed'
    throw new CollectError(code, message)
  }
}

function openJson(text: string): OpenFeed {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new CollectError('broken-feed', 'the JSON cannot be read, or was cut off')
  }
  const head = (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}) as Row
  const { items } = head
  if (!Array.isArray(items)) {
    const said = [head.message, head.error, head.msg].find((each) => typeof each === 'string')
    const what = typeof said === 'string' ? `: ${said.slice(0, 200)}` : ''
    throw new CollectError(what === '' ? 'no-feed' : 'other-side', `the JSON holds no list of items${what}`)
  }
  return { head, items: items.filter((item): item is Row => typeof item === 'object' && item !== null) }
}

function isPage(text: string): boolean {
  const start = text.slice(0, 4000).replace(/^(?:\s|<\?xml[^>]*>|<!--[\s\S]*?-->)+/i, '')
  return /^<(?:!doctype\s+html|html|head|body|script|meta)\b/i.test(start)
}

const SIGN_IN = /登[录錄入]|登陆|sign\s?in|log\s?in|passport|验证码|驗證碼|captcha|访问受限|人机验证/i

function pageError(page: string, url: string): CollectError {
  const text = page.slice(0, 200_000)
  const title = decodeEntities(/<title\b[^<>]*>([^<]{0,300})</i.exec(text)?.[1] ?? '').trim()
  const named = title === '' ? '' : ` called “${title.slice(0, 80)}”`
  if (SIGN_IN.test(title) || /<input\b[^<>]{0,500}?\btype\s*=\s*["']?password/i.test(text))
    return new CollectError('sign-in-page', `a page to sign in${named} came instead of a feed`)
  const feed = namedFeed(text, url)
  const hint = feed === undefined ? '' : `; it names this feed: ${feed}`
  return new CollectError('web-page', `a web page${named} came instead of a feed${hint}`)
}

/** `<link rel="alternate" type="application/rss+xml" href="…">`: what browsers and readers go by. */
function namedFeed(text: string, url: string): string | undefined {
  for (const [link] of text.matchAll(/<link\b[^<>]{0,2000}>/gi)) {
    const href = /\bhref\s*=\s*["']([^"']+)/i.exec(link)?.[1]
    const isFeed = /\brel\s*=\s*["']?alternate/i.test(link) && /application\/(?:rss|atom|feed)\+/i.test(link)
    if (isFeed && href !== undefined && URL.canParse(decodeEntities(href), url))
      return new URL(decodeEntities(href), url).href.slice(0, 500)
  }
  return undefined
}

async function* oneText(text: string): AsyncGenerator<string> {
  yield text
}
