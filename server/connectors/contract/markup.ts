/** What people write in HTML; XML itself knows the first five. */
export const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  middot: '·',
  bull: '•',
  times: '×',
  yen: '¥',
  copy: '©',
  reg: '®',
  trade: '™',
  zwnj: '',
  zwj: '\u200d',
}
const TAG = /<\/?([a-z][a-z0-9]*)\b/iy
const HIDDEN = /<(script|style|template|noscript)\b[\s\S]*?(?:<\/\1\s*>|$)/gi
const BREAKS = /^(?:br|p|div|li|ul|ol|tr|h[1-6]|blockquote|section|article|figure|pre|hr|table)$/i
const ALT = /\balt\s*=\s*(?:"([^"]*)"|'([^']*)'|(\[[^\]]*\]|[^\s>]+))/i
const KNOWN_TAG = /<(?:a|b|br|div|em|font|i|img|li|p|span|strong|sub|sup|table|ul|blockquote|h[1-6])(?:\s[^<>]*)?\/?>/i

/**
 * What a person reads of HTML. Weibo draws its faces as `<img alt="[怒]">`: the alt text stays, because a face is the strongest
 * sign of anger or irony in a post, which tools that only strip tags throw away.
 */
export function textOfHtml(html: string): string {
  const text = replaceTags(html.replace(HIDDEN, '').replace(/[\r\n\t ]+/g, ' '), (tag, rest) => {
    if (/^img$/i.test(tag)) return altOf(rest)
    return BREAKS.test(tag) ? '\n' : ''
  })
  const lines = decodeEntities(text).split('\n').map(withoutEdges)
  return lines
    .filter((line) => line !== '')
    .join('\n')
    .trim()
}

/**
 * Each tag by what `of` makes of it, comments by nothing. In one pass: pages come from outside, and a pattern that looks for the end of
 * each tag anew takes minutes for some that are made for it.
 */
function replaceTags(html: string, of: (tag: string, rest: string) => string): string {
  let text = ''
  let at = 0
  let hasComments = true
  let isQuoted = true
  for (let open = html.indexOf('<'); open >= 0; open = html.indexOf('<', at)) {
    text += html.slice(at, open)
    at = open
    if (hasComments && html.startsWith('<!--', open)) {
      const end = html.indexOf('-->', open + 4)
      hasComments = end >= 0
      if (hasComments) {
        at = end + 3
        continue
      }
    }
    TAG.lastIndex = open
    const tag = TAG.exec(html)?.[1]
    const from = TAG.lastIndex
    // Once a quotation mark is never closed, what stands between such marks can no longer be told.
    let end = tag === undefined ? -1 : tagEnd(html, from, isQuoted)
    if (tag !== undefined && end < 0 && isQuoted) {
      isQuoted = false
      end = tagEnd(html, from, isQuoted)
    }
    if (tag === undefined || end < 0) {
      text += '<'
      at = open + 1
      if (tag !== undefined) break
    } else {
      text += of(tag, html.slice(from, end))
      at = end + 1
    }
  }
  return text + html.slice(at)
}

/** `>` may stand within a quoted attribute. */
function tagEnd(html: string, from: number, isQuoted: boolean): number {
  if (!isQuoted) return html.indexOf('>', from)
  let quote = ''
  for (let at = from; at < html.length; at++) {
    const char = html[at] ?? ''
    if (quote !== '') {
      if (char === quote) quote = ''
    } else if (char === '>') return at
    else if (char === '"' || char === "'") quote = char
  }
  return -1
}

function withoutEdges(line: string): string {
  let [from, to] = [0, line.length]
  while (from < to && /[ \u00a0]/.test(line[from] ?? '')) from++
  while (to > from && /[ \u00a0]/.test(line[to - 1] ?? '')) to--
  return line.slice(from, to)
}

/** HTML where it looks like HTML, otherwise the text as it stands: `a <3 b` is no tag. */
export function readText(value: unknown): string {
  if (value === undefined || value === null) return ''
  const text = String(value)
  return text.includes('<') && KNOWN_TAG.test(text) ? textOfHtml(text) : text
}

export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? whole
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    return isCharacter ? String.fromCodePoint(code) : '\ufffd'
  })
}

/** Only faces: the alt text of a photograph is a description by the page, not something its author said. */
function altOf(attributes: string): string {
  const [, double, single, bare] = ALT.exec(attributes) ?? []
  const alt = decodeEntities(double ?? single ?? bare ?? '')
  return /^\[[^\]]{1,20}\]$/.test(alt) || /^\p{Extended_Pictographic}/u.test(alt) ? alt : ''
}
