import { HOUR } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import { authorReach, biggestPosts, countPosts, keyNodes, sampleTexts, trackSeries } from '../monitoring/reads.ts'
import type { PostCard } from '../monitoring/schema.ts'
import type { Quiet } from './crisis-states.ts'
import type { CrisisRow } from './crisis-store.ts'
import { heard } from './crisis-type.ts'
import { doublingTime, type LevelFacts, type LevelProposal, proposeLevel, type RedLine, type Rubric } from './level.ts'
import { MEDIA_FOLLOWERS, OFFICIAL_NAMES, RED_LINE_WORDS } from './level-seed.ts'
import { selectRubric } from './level-store.ts'
import { findStory, type Story, shareIn } from './story-reads.ts'

const STEP_MINUTES = 5
const TEXTS_READ = 500
const VOICES_READ = 100

/** What the rubric says of a story at this moment. */
export async function proposeLevelOf(db: Db, orgId: string, story: Story | undefined): Promise<LevelProposal> {
  const rubric = await selectRubric(db, orgId)
  return proposeLevel(story ? await levelFacts(db, story, rubric) : NOTHING, rubric)
}

/** What the rubric says of its last hours alone: a level is lowered when these lie below it, not when the storm has become old. */
export async function proposeLevelOfLate(db: Db, orgId: string, story: Story, hours: number): Promise<LevelProposal> {
  const from = new Date(Math.max(story.span.to.getTime() - hours * HOUR, story.span.from.getTime()))
  return proposeLevelOf(db, orgId, { ...story, span: { from, to: story.span.to } })
}

export async function levelFacts(db: Db, story: Story, rubric: Rubric): Promise<LevelFacts> {
  const { orgId, trackId, span, before } = story
  const counts = await countPosts(db, orgId, trackId, span)
  const reach = await authorReach(db, orgId, trackId, span)
  const series = await trackSeries(db, orgId, trackId, span, STEP_MINUTES)
  const voices = await listVoices(db, story)
  return {
    posts: counts.posts,
    judged: counts.judged,
    reach: reach.knownAuthors > 0 ? reach.followers : null,
    doublingMinutes: doublingTime(
      series.map(({ posts }) => posts),
      STEP_MINUTES,
      rubric.leastPosts,
    ),
    negativeShare: counts.judged > 0 ? counts.negative / counts.judged : null,
    usualNegativeShare: await shareIn(db, story, before, rubric.leastJudged),
    // At most: nobody complains oftener than there are negative posts, and no more do than there are authors.
    complainants: counts.judged > 0 ? Math.min(counts.negative, counts.authors) : null,
    media: counts.posts > 0 ? voices.filter(isMedia).length : null,
    redLines: await redLines(db, story, voices),
  }
}

/** The last hours against as many before the story, for "is it over?". */
export async function findQuiet(db: Db, crisis: CrisisRow, now: Date): Promise<Quiet | undefined> {
  const story = await findStory(db, crisis, now)
  if (!story) return undefined
  const { holdHours: hours, leastJudged } = await selectRubric(db, crisis.orgId)
  const last = { from: new Date(story.span.to.getTime() - hours * HOUR), to: story.span.to }
  const { posts } = await countPosts(db, story.orgId, story.trackId, last)
  const usual = await countPosts(db, story.orgId, story.trackId, story.before)
  const watchedHours = (story.before.to.getTime() - story.before.from.getTime()) / HOUR
  return {
    hours,
    posts,
    usualPosts: watchedHours >= hours ? Math.round((usual.posts / watchedHours) * hours) : 0,
    negativeShare: await shareIn(db, story, last, leastJudged),
    usualNegativeShare: await shareIn(db, story, story.before, leastJudged),
  }
}

const NOTHING: LevelFacts = {
  posts: null,
  judged: 0,
  reach: null,
  doublingMinutes: null,
  negativeShare: null,
  usualNegativeShare: null,
  complainants: null,
  media: null,
  redLines: [],
}

/** One card per author of what was passed on most. */
async function listVoices(db: Db, { orgId, trackId, span }: Story): Promise<PostCard[]> {
  const biggest = await biggestPosts(db, orgId, trackId, span, VOICES_READ)
  const nodes = await keyNodes(db, orgId, trackId, span, VOICES_READ)
  const cards = [...biggest, ...nodes.map(({ post }) => post)]
  return [...new Map(cards.map((card) => [`${card.platform} ${card.author.id}`, card])).values()]
}

function isMedia({ platform, author }: PostCard): boolean {
  return platform === 'news' || (author.isVerified && (author.followers ?? 0) >= MEDIA_FOLLOWERS)
}

async function redLines(db: Db, { orgId, trackId, span }: Story, voices: readonly PostCard[]): Promise<RedLine[]> {
  const texts = (await sampleTexts(db, orgId, trackId, span, TEXTS_READ)).map(({ text }) => text.toLowerCase())
  const official = voices.filter(
    ({ author }) => author.isVerified && OFFICIAL_NAMES.some((name) => author.name.startsWith(name)),
  )
  const lines: RedLine[] = (['injury', 'leak'] as const).map((kind) => {
    const { posts, words } = heard(texts, RED_LINE_WORDS[kind])
    return { kind, posts, of: texts.length, example: words[0]?.word ?? '' }
  })
  const [first] = official
  return first
    ? [...lines, { kind: 'official', posts: official.length, of: voices.length, example: first.author.name }]
    : lines
}
