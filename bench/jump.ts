/**
 * `bench jump`: a story appears on another platform in other words: how often is that told, how soon, and how often in vain? No recorded set holds
 * one story on two platforms, so the platforms are CONSTRUCTED: texts, times and which story a post belongs to are recorded.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { isNews, type Sight, type StoryLook } from '../server/detectors/contract/post-signal.ts'
import { signals } from '../server/detectors/index.ts'
import { createFold, emptyFolded, type Fold, foldText } from '../server/text/fold.ts'
import { distance, fingerprint, NEAR_BITS, startCounting } from '../server/text/near-copy.ts'
import { termsOf } from '../server/text/terms.ts'
import { type Line, loadComplaints, loadCrises, loadHeadlines, NO_POSTS, postsPresent } from './jump-stories.ts'

const { platformJump } = signals
const [A, B] = [0, 2]
const [DAY, HOUR] = [1440, 60]
/** About half of the tweets. */
const ON_A: ReadonlySet<string> = new Set(['United', 'American'])

type Post = Line & {
  readonly platform: number
  readonly author: number
  readonly print: bigint
  readonly terms: readonly number[]
  readonly tags: readonly string[]
}
/** `story`: what is told about; `minute`: when */
type Told = { readonly story: string; readonly minute: number }
type Episode = { readonly name: string; readonly posts: readonly Post[]; readonly jumps: ReadonlySet<string> }
type Method = { readonly name: string; readonly tell: (posts: readonly Post[]) => Told[] }

export async function run(): Promise<void> {
  if (!postsPresent()) return console.log(NO_POSTS)
  const read = reader()
  for (const [title, episodes] of [...tweets(read), ...headlines(read)]) {
    console.log(
      `\n${title}: ${episodes.filter(({ jumps }) => jumps.size > 0).length} jumps, ${episodes.length} episodes`,
    )
    for (const method of METHODS) print(method, episodes)
  }
}

const METHODS: readonly Method[] = [
  { name: 'as shipped', tell: (posts) => detect(posts, ({ terms }) => terms) },
  { name: 'near-copies only', tell: (posts) => detect(posts, () => []) },
  { name: 'any common hashtag', tell: (posts) => hashtags(posts, false) },
  { name: 'a hashtag new on this track', tell: (posts) => hashtags(posts, true) },
]

type Read = (line: Line, platform: number, author: number) => Post

function reader(): Read {
  const bytes = gunzipSync(readFileSync(path.join(import.meta.dirname, '../server/models/fold.bin.gz')))
  const fold: Fold = createFold(bytes)
  const [folded, counting] = [emptyFolded(), startCounting()]
  return (line, platform, author) => {
    foldText(fold, fold.fuzzy, line.text, folded)
    const print = fingerprint(fold, folded, counting)
    const terms = [...termsOf(fold, line.text, folded).keys()]
    const tags = [...line.text.toLowerCase().matchAll(/#([\p{L}\p{N}_]{3,})/gu)].map(([, tag = '']) => tag)
    return { ...line, platform, author, print, terms, tags: [...new Set(tags)] }
  }
}

/** Tuned on the first half of the crises, judged on the second; once as recorded, once without whatever copies the other platform. */
function tweets(read: Read): [string, Episode[]][] {
  const crises = [...loadCrises()].map(([name, lines]) => [name, begun(lines)] as const).sort()
  const complaints = loadComplaints()
  return ['even', 'odd'].flatMap((part, n) => {
    const own = crises.filter((_, at) => at % 2 === n)
    const episodes = own.flatMap(([, lines], at) => {
      const others = [1, 2, 3].map((step) => own[(at + step) % own.length]?.[1] ?? [])
      return [true, false].map((isJump) => episode(read, lines, others, complaints, isJump))
    })
    const which = part === 'even' ? 'chosen on' : 'judging'
    return [
      [`Tweets of crises, ${which}, as recorded`, episodes],
      [`Tweets of crises, ${which}, without copies`, episodes.map(withoutCopies)],
    ] as [string, Episode[]][]
  })
}

/** From where five posts come within six hours, three days. */
function begun(lines: readonly Line[]): Line[] {
  const from =
    lines.find(({ minute }, at) => (lines[at + 4]?.minute ?? Number.POSITIVE_INFINITY) < minute + 6 * HOUR)?.minute ?? 0
  return lines.flatMap((line) => {
    const minute = line.minute - from
    return minute >= 0 && minute < 3 * DAY ? [{ ...line, minute }] : []
  })
}

/**
 * Four days of a track, then a story that begins on A. What is said of some airlines stands on A, of the others on B. Two other stories run since the day before, one on each platform. With a jump the story is on B as
 * well two hours later; without one another story begins on B at that time.
 */
function episode(
  read: Read,
  story: readonly Line[],
  [before, beside, instead]: readonly (readonly Line[])[],
  everyday: readonly Line[],
  isJump: boolean,
): Episode {
  const name = story[0]?.story ?? ''
  let author = 0
  const at = (lines: readonly Line[], shift: number, platformOf: (line: Line, n: number) => number): Post[] =>
    lines.map((line, n) => {
      author += 1
      return read({ ...line, minute: line.minute + shift }, platformOf(line, n), author)
    })
  const late = 2 * HOUR
  const posts = [
    ...at(everyday, 0, ({ story: airline }) => (ON_A.has(airline) ? A : B)),
    ...at(story, 4 * DAY, ({ minute }, n) => (isJump && minute >= late && n % 2 === 0 ? B : A)),
    ...at(before ?? [], 3 * DAY, () => A),
    ...at(beside ?? [], 3 * DAY, () => B),
    ...(isJump ? [] : at(instead ?? [], 4 * DAY + late, () => B)),
  ]
  const shown = posts.filter(({ minute }) => minute < 7 * DAY).sort((one, other) => one.minute - other.minute)
  const third = shown.filter((post) => post.story === name && post.platform === B)[2]
  return { name, posts: shown, jumps: new Set(third ? [name] : []) }
}

function withoutCopies({ name, posts }: Episode): Episode {
  const own = posts.filter(({ story, platform }) => story === name && platform === A)
  const kept = posts.filter(
    (post) =>
      post.story !== name || post.platform === A || !own.some(({ print }) => distance(print, post.print) <= NEAR_BITS),
  )
  const third = kept.filter((post) => post.story === name && post.platform === B)[2]
  return { name, posts: kept, jumps: new Set(third ? [name] : []) }
}

/**
 * Headlines of a hot list: of an event every second one stands on B, from the second on; each is told by three authors. Everything else that
 * stood on the list in the week before and the three days after stands on A; on B stands what was on the list at quite another time, so that no
 * story of the list is on both, and whatever else is told is told in vain.
 */
function headlines(read: Read): [string, Episode[]][] {
  const { events, others } = loadHeadlines()
  const usable = [...events].filter(([, lines]) => lines.length >= 4)
  return ['chosen on', 'judging'].map((which, part) => {
    const episodes = usable
      .filter((_, at) => at % 2 === part)
      .flatMap(([name, lines]) => {
        const from = lines[0]?.minute ?? 0
        const around = between(others, from)
        const elsewhere = SHIFTS.map((days) =>
          between(others, from + days * DAY).map((line) => ({ ...line, minute: line.minute - days * DAY })),
        ).find((lines) => lines.length * 2 >= around.length)
        if (!elsewhere) throw new Error(`no other time for ${name}`)
        const own = lines.filter(({ minute }) => minute < from + 3 * DAY)
        return [true, false].map((isJump) => {
          let author = 0
          const tell = (line: Line, platform: number): Post[] =>
            [0, 1, 2].map((n) => {
              author += 1
              return read({ ...line, minute: line.minute + n }, platform, author)
            })
          const posts = [
            ...around.flatMap((line) => tell(line, A)),
            ...elsewhere.flatMap((line) => tell(line, B)),
            ...own.flatMap((line, n) => tell(line, isJump && n >= 2 && n % 2 === 0 ? B : A)),
          ].sort((one, other) => one.minute - other.minute)
          const third = posts.filter(({ story, platform }) => story === name && platform === B)[2]
          return { name, posts, jumps: new Set(third ? [name] : []) }
        })
      })
    return [`Headlines of Weibo's hot list, ${which}`, episodes] as [string, Episode[]]
  })
}

/** In days: the list was recorded for nine months and, years later, for six. */
const SHIFTS = [120, -120, 60, -60, 90, -90] as const
const between = (lines: readonly Line[], from: number): Line[] =>
  lines.filter(({ minute }) => minute > from - 7 * DAY && minute < from + 3 * DAY)

/** The product's detector, a look a minute. */
function detect(posts: readonly Post[], termsBy: (post: Post) => readonly number[]): Told[] {
  const state = platformJump.start()
  const known = new Map<string, { at: Date; score: number }>()
  const told: Told[] = []
  for (const [minute, own] of Map.groupBy(posts, (post) => post.minute)) {
    const groups = [...Map.groupBy(own, ({ print, platform }) => `${print} ${platform}`).values()]
    const look = groups.flatMap((each) => groupOf(each, termsBy))
    for (const sight of platformJump.step(state, { groups: look.map(({ group }) => group) })) {
      const key = `${sight.about} ${look[sight.index]?.group.platform}`
      const at = { at: new Date(minute * 60_000), score: sight.score }
      if (!isNews(platformJump.speaking, at, known.get(key))) continue
      known.set(key, at)
      told.push({
        story: storyOf(
          sight,
          look.map(({ post }) => post),
        ),
        minute,
      })
    }
  }
  return told
}

const storyOf = ({ index }: Sight, posts: readonly Post[]): string => posts[index]?.story ?? ''

function groupOf(
  posts: readonly Post[],
  termsBy: (post: Post) => readonly number[],
): { group: StoryLook['groups'][number]; post: Post }[] {
  const [post] = posts
  if (!post || post.print === 0n) return []
  const authors = [
    Math.min(...posts.map(({ author }) => author)),
    Math.max(...posts.map(({ author }) => author)),
  ] as const
  const [high, low] = [Number(post.print >> 32n), Number(post.print & 0xffffffffn)]
  const { platform, minute } = post
  const sizes = { posts: posts.length, negative: 0, authors, first: minute, last: minute }
  return [{ group: { high, low, platform, ...sizes, terms: termsBy(post) }, post }]
}

/** Five posts with it on one platform within a day, then three on another. @param isNew only what nobody wrote before that day */
function hashtags(posts: readonly Post[], isNew: boolean): Told[] {
  const seen = new Map<string, { platform: number; minute: number; story: string }[]>()
  const done = new Set<string>()
  return posts.flatMap(({ tags, platform, minute, story }) =>
    tags.flatMap((tag) => {
      const all = seen.get(tag) ?? []
      const own = all.filter((each) => each.minute > minute - DAY)
      all.push({ platform, minute, story })
      seen.set(tag, all)
      own.push({ platform, minute, story })
      const here = own.filter((each) => each.platform === platform)
      const there = own.filter((each) => each.platform !== platform && each.minute < (here[0]?.minute ?? 0))
      if (done.has(`${tag} ${platform}`) || here.length < 3 || there.length < 5) return []
      if (isNew && all.length > own.length) return []
      done.add(`${tag} ${platform}`)
      return [{ story, minute }]
    }),
  )
}

function print({ name, tell }: Method, episodes: readonly Episode[]): void {
  let [jumps, found, vain, again] = [0, 0, 0, 0]
  const delays: number[] = []
  for (const { posts, jumps: real } of episodes) {
    const told = tell(posts)
    const hits = told.filter(({ story }) => real.has(story))
    vain += told.length - hits.length
    jumps += real.size
    for (const story of real) {
      const first = hits.find((each) => each.story === story)
      const third = posts.filter((post) => post.story === story && post.platform === B)[2]
      if (!first || !third) continue
      found += 1
      again += hits.filter((each) => each.story === story).length - 1
      delays.push(first.minute - third.minute)
    }
  }
  const precision = found + vain === 0 ? 'none told' : `precision ${percent(found, found + vain)}`
  const delay = delays.sort((a, b) => a - b)[Math.floor(delays.length / 2)]
  console.log(
    `  ${name.padEnd(28)} found ${found} of ${jumps}, in vain ${vain} (${precision}), again ${again}; median ${delay ?? '–'} min after the third post there`,
  )
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / Math.max(1, whole)).toFixed(0)} %`
}
