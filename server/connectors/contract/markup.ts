const ENTITIES: Readonly<Record<string, string>> = {
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
const TAG = /<!--[\s\S]*?-->|<\/?([a-z][a-z0-9]*)\b((?:"[^"]*"|'[^']*'|[^>"'])*)>/gi
const HIDDEN = /<(script|style|template|noscript)\b[\s\S]*?(?:<\/\1\s*>|$)/gi
const BREAKS = /^(?:br|p|div|li|ul|ol|tr|h[1-6]|blockquote|section|article|figure|pre|hr|table)$/i
const ALT = /\balt\s*=\s*(?:"([^"]*)"|'([^']*)'|(\[[^\]]*\]|[^\s>]+))/i
const KNOWN_TAG = /<(?:a|b|br|div|em|font|i|img|li|p|span|strong|sub|sup|table|ul|blockquote|h[1-6])(?:\s[^<>]*)?\/?>/i

/**
 * What a person reads of HTML. Weibo draws its faces as `<img alt="[怒]">`: the alt text stays, because a face is the strongest
 * sign of anger or irony in a post, which tools that only strip tags throw away.
 */
export function textOfHtml(html: string): string {
  const text = html
    .replace(HIDDEN, '')
    .replace(/[\r\n\t ]+/g, ' ')
    .replace(TAG, (_, tag: string | undefined, rest: string | undefined) => {
      if (tag === undefined) return ''
      if (/^img$/i.test(tag)) return altOf(rest ?? '')
      return BREAKS.test(tag) ? '\n' : ''
    })
  return decodeEntities(text)
    .replace(/[ \u00a0]*\n[ \u00a0]*/g, '\n')
    .replace(/\n{2,}/g, '\n')
    .trim()
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
