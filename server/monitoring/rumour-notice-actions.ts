import { sendNotice } from '../access/notice-actions.ts'
import { formatTime } from '../access/notice-time.ts'
import { inThree, type Said } from '../access/notice-words.ts'
import type { App } from '../app.ts'
import type { Trx } from '../base/db.ts'
import type { RumourReason } from './rumour-schema.ts'

const MOST_LETTERS = 40
const MOST_SIGNS = 3

/** What letters say of a sign; figures and posts are on the page. */
const SIGNS: Readonly<Record<RumourReason['code'], Said>> = {
  known: inThree(
    '與已查證的不實內容幾乎相同',
    '与已查证的不实内容几乎相同',
    'nearly the same as what was found untrue',
  ),
  hearsay: inThree('只說是聽來的', '只说是听来的', 'told as hearsay'),
  'no-source': inThree('沒有說出處', '没有说明出处', 'names no source'),
  sensational: inThree('用詞聳動', '用词耸动', 'heated wording'),
  questioned: inThree('很多人問真假', '很多人质疑真假', 'many doubt it'),
  synchrony: inThree('多個帳號幾乎同時發出', '多个账号几乎同时发布', 'many accounts posted it almost at once'),
  'few-followers': inThree('發帖帳號粉絲很少', '发帖账号粉丝很少', 'posted by accounts that few follow'),
  repeated: inThree('重複同一句話', '重复同一句话', 'the same sentence again and again'),
}

export type Doubtful = {
  readonly storyId: string
  readonly text: string
  readonly posts: number
  readonly firstAt: Date
  readonly reasons: readonly RumourReason[]
}

/** Tells whoever verifies of a story that needs it; each story once, whatever becomes of it. In the transaction that found it. */
export async function noticeRumour(app: App, trx: Trx, orgId: string, story: Doubtful): Promise<number> {
  const { storyId, posts, reasons } = story
  const text = [...story.text.replace(/\s+/g, ' ').trim()]
  const shown = text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS).join('')}…` : text.join('')
  const subject = inThree(
    `請查證，可能是謠言：${shown}`,
    `请查证，可能是谣言：${shown}`,
    `To verify, may be a rumour: ${shown}`,
  )
  return sendNotice(app, trx, {
    orgId,
    to: { permission: 'rumours.verify' },
    key: `rumour ${storyId}`,
    topic: 'rumour',
    mode: 'live',
    thread: `${orgId} rumour ${storyId}`,
    words: (locale, zone) => {
      const since = formatTime(story.firstAt, locale, zone)
      const size = inThree(`${posts} 條，始於 ${since}`, `${posts} 条，始于 ${since}`, `${posts} posts since ${since}`)
      const signs = reasons.slice(0, MOST_SIGNS).map(({ code }) => SIGNS[code](locale))
      return { subject: subject(locale), lines: [size(locale), ...signs], url: `/rumours/${storyId}` }
    },
  })
}
