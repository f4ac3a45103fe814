import { ADDRESS_SETTINGS } from './contract/address-settings.ts'
import { ask, type Validators, validatorsOf } from './contract/answer.ts'
import { collectContext } from './contract/collect-context.ts'
import { FEED_TYPES, type OpenFeed, openFeed } from './contract/feed-answer.ts'
import { hotListOf, isNewsnow, readHotItem, readNewsnowItem } from './contract/hot-entry.ts'
import { cell } from './contract/layout.ts'
import type { Answer, Collected, CollectInput, Collector, RowResult } from './contract.ts'

/** `at`: when the list that was read last says that it was made, ISO 8601 */
type Cursor = { readonly validators: Validators; readonly at: string; readonly entries: number }

const MOST_ENTRIES = 500
/** Lists change by the minute; one that has stood still for so long is a copy that nobody renews. */
const MOST_AGE_MS = 2 * 3_600_000
/** The other side's clock may be a little ahead. */
const MOST_AHEAD_MS = 5 * 60_000

/** Hot lists: what is ranked now, without times of its own. newsnow's answers, and RSSHub's or any other feed that is a list. */
export const hotList: Collector = {
  id: 'hot-list',
  names: { 'zh-Hant': '熱榜', 'zh-Hans': '热榜', en: 'Hot list' },
  usualSeconds: 600,
  settings: [
    {
      key: 'address',
      names: { 'zh-Hant': '熱榜地址', 'zh-Hans': '热榜地址', en: 'Address of the list' },
      hint: {
        'zh-Hant': 'newsnow 的 /api/s?id=…，或 RSSHub 的熱搜訂閱',
        'zh-Hans': 'newsnow 的 /api/s?id=…，或 RSSHub 的热搜订阅',
        en: 'newsnow’s /api/s?id=… or a list of RSSHub',
      },
      kind: 'address',
      isRequired: true,
      most: 2000,
      example: 'https://newsnow.example/api/s?id=weibo',
    },
    {
      key: 'list',
      names: { 'zh-Hant': '榜名', 'zh-Hans': '榜单名称', en: 'Name of the list' },
      hint: {
        'zh-Hant': '不填就用對方給的名稱；同一個榜請保持同名',
        'zh-Hans': '不填则用对方给出的名称；同一榜单请保持同名',
        en: 'Left empty, the name that the other side gives; the same list needs the same name',
      },
      kind: 'text',
      most: 80,
      example: 'weibo',
    },
    ...ADDRESS_SETTINGS,
  ],
  collect,
}

async function collect(input: CollectInput): Promise<Collected> {
  const last = input.cursor as Cursor | undefined
  const answer = await ask(input, FEED_TYPES, last?.validators)
  if (answer === undefined) return { rows: [], cursor: last, isUnchanged: true, ...staleGap(last?.at, input.now) }
  const list = await openFeed(answer)
  const at = madeAt(list, input)
  const entries = list.items.length
  const moved = answer.redirectedPermanently === undefined ? {} : { movedTo: answer.redirectedPermanently }
  if (entries === 0 && (last?.entries ?? 0) > 0) {
    const gap = { code: 'empty-feed', reason: 'the list is empty although it had entries before' }
    return { rows: [], cursor: { ...last, validators: {} }, isUnchanged: false, gap, ...moved }
  }
  const isSame = last !== undefined && last.at === at.toISOString()
  return {
    rows: isSame ? [] : readEntries(list, at, answer, input),
    cursor: { validators: validatorsOf(answer), at: at.toISOString(), entries } satisfies Cursor,
    isUnchanged: isSame,
    ...staleGap(at.toISOString(), input.now),
    ...moved,
  }
}

function readEntries({ head, items }: OpenFeed, at: Date, answer: Answer, input: CollectInput): RowResult[] {
  const context = { ...collectContext(input), crawledAt: at }
  const given = String(input.settings.list ?? '').trim()
  const entries = items.slice(0, MOST_ENTRIES)
  if (isNewsnow(head)) {
    const named = { ...head, updatedTime: at.getTime(), id: given === '' ? head.id : given }
    return entries.map((item, index) => readNewsnowItem(item, index + 1, named, context))
  }
  // Whoever calls it a hot list means its order, also where its entries have times.
  const list = given === '' ? (hotListOf(head, []) ?? 'feed') : given
  return entries.map((item, index) => readHotItem(item, index + 1, head, { list, at, base: answer.url, context }))
}

/** When the list says that it was made, where that can be; otherwise now. */
function madeAt({ head }: OpenFeed, input: CollectInput): Date {
  const { now } = input
  const { time } = collectContext(input)
  try {
    const said = cell(head, ['updatedTime', 'lastBuildDate', 'updated', 'pubDate'], 'postedAt', time)
    return said !== undefined && said.getTime() <= now.getTime() + MOST_AHEAD_MS ? said : now
  } catch {
    return now
  }
}

function staleGap(at: string | undefined, now: Date): Pick<Collected, 'gap'> | object {
  if (at === undefined || now.getTime() - Date.parse(at) <= MOST_AGE_MS) return {}
  return { gap: { code: 'stale-list', reason: `the list was last renewed at ${at}` } }
}
