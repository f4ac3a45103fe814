import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { NEAR_BITS } from '../text/near-copy.ts'
import { postOfRow, selectCardsByIds } from './card-store.ts'
import { UNLIKELY } from './rumour-coordination.ts'
import type { PostRumour, RumourPage, RumourReason, RumourStep, RumourStory } from './rumour-schema.ts'
import { type ClaimState, type RumourVerdict, waysFrom } from './rumour-states.ts'
import { LIKELY } from './rumour-telling.ts'
import type { Span } from './series.ts'

const MOST_LISTED = 100
const MOST_SIGNS = 5
const MOST_COPIES = 30
const COORDINATED = UNLIKELY

type Row = {
  readonly id: string
  readonly state: ClaimState
  readonly verdict: RumourVerdict | null
  readonly firstPostId: string
  readonly trackIds: string[]
  readonly firstAt: Date
  readonly lastAt: Date
  readonly posts: number
  readonly authors: number
  readonly copies: number
  readonly score: number | null
  readonly spreadScore: number | null
  readonly scoreHours: number | null
  readonly chance: number | null
  readonly reasons: RumourReason[]
  readonly modelVersion: string
  readonly scoredAt: Date
  readonly openedByPerson: boolean
}

const STORY = sql`
  s.story_id as id, coalesce(c.state, 'unverified') as state, c.verdict, s.first_post_id as "firstPostId",
  s.track_ids as "trackIds", s.first_at as "firstAt", s.last_at as "lastAt", s.posts, s.authors,
  (select count(*) - 1 from rumour_heads h where h.org_id = s.org_id and h.story_id = s.story_id) as copies,
  s.score, s.spread_score as "spreadScore", s.score_hours as "scoreHours", s.chance, s.reasons,
  s.model_version as "modelVersion", s.scored_at as "scoredAt", s.made_by is not null as "openedByPerson"
  from rumour_stories s left join rumour_claims c on c.org_id = s.org_id and c.story_id = s.story_id`

/** What deserves a look first: known false, then the likeliest, with what seems arranged; among likes the largest. */
const URGENCY = sql`
  coalesce(c.state, 'unverified') = 'checking' desc, s.reasons @> '[{"code": "known"}]' desc,
  greatest(case when s.score_hours > 0 then s.score else 0 end, case when s.chance < ${COORDINATED}::real then ${LIKELY}::real else 0 end,
    case when s.made_by is null then 0 else 1 end) desc, s.posts desc, s.story_id`

/** @param show open: nobody has come to an end with it */
export async function listRumours(db: Db, orgId: string, show: 'open' | 'decided' | 'all'): Promise<RumourStory[]> {
  const wanted: Record<typeof show, RawBuilder<unknown>> = {
    open: sql`and c.verdict is null`,
    decided: sql`and c.verdict is not null`,
    all: sql``,
  }
  const order = show === 'open' ? URGENCY : sql`coalesce(c.changed_at, s.last_at) desc, s.story_id`
  return select(db, orgId, sql`where s.org_id = ${orgId} ${wanted[show]} order by ${order} limit ${MOST_LISTED}`)
}

/** @throws Refusal not-found */
export async function getRumour(db: Db, orgId: string, storyId: string): Promise<RumourPage> {
  const [story] = await select(db, orgId, sql`where s.org_id = ${orgId} and s.story_id = ${storyId}`)
  if (!story) throw new Refusal('not-found')
  const heads = await sql<{ id: string }>`
    select post_id as id from rumour_heads
    where org_id = ${orgId} and story_id = ${storyId} and post_id <> ${story.first?.id ?? null}
    order by posted_at limit ${MOST_COPIES}`.execute(db)
  const ids = [...new Set(story.reasons.flatMap(({ postIds }) => postIds))]
  const [steps, evidence, copies] = await Promise.all([
    listSteps(db, orgId, storyId),
    selectCardsByIds(db, orgId, ids),
    selectCardsByIds(
      db,
      orgId,
      heads.rows.map(({ id }) => id),
    ),
  ])
  return { story, steps, evidence, copies }
}

/**
 * The story of a post: the one to which its thread belongs; else one that people have judged and that its text, or that of what it
 * passes on, nearly copies. That is looked up when asked, so a copy that came a second ago is known too.
 * @throws Refusal not-found
 */
export async function getPostRumour(db: Db, orgId: string, postId: string): Promise<PostRumour> {
  const found = await sql<{ head: string; known: string | null }>`
    select coalesce(p.root_id, p.post_id) as head, (
      select h.story_id from rumour_heads h join rumour_claims c on c.org_id = h.org_id and c.story_id = h.story_id
      where h.org_id = p.org_id and c.verdict is not null and p.fingerprint <> 0 and h.fingerprint <> 0
        and bit_count((h.fingerprint # p.fingerprint)::bit(64)) <= ${NEAR_BITS}
      order by bit_count((h.fingerprint # p.fingerprint)::bit(64)), c.changed_at desc limit 1) as known
    from post_keys k ${postOfRow('k')} where k.org_id = ${orgId} and k.post_id = ${postId}`.execute(db)
  const [row] = found.rows
  if (!row) throw new Refusal('not-found')
  const [own] = await select(
    db,
    orgId,
    sql`join rumour_heads m on m.org_id = s.org_id and m.story_id = s.story_id
      where s.org_id = ${orgId} and m.post_id in (${row.head}, ${postId}) limit 1`,
  )
  if (own && (own.verdict !== null || row.known === null)) return { story: own, isNearCopy: false }
  const [known] =
    row.known === null ? [] : await select(db, orgId, sql`where s.org_id = ${orgId} and s.story_id = ${row.known}`)
  return { story: known ?? own ?? null, isNearCopy: known !== undefined }
}

/** A story of an alert's span that may be a rumour or arranged, or that people looked into, for the alert's page. */
export type RumourSign = {
  readonly storyId: string
  readonly text: string
  readonly state: ClaimState
  readonly verdict: RumourVerdict | null
  readonly score: number | null
  readonly scoreHours: number | null
  readonly chance: number | null
  readonly posts: number
  readonly reasons: RumourReason[]
}

/** Largest first, five at most; only those that say something: likely, perhaps arranged, or looked into by a person. */
export async function rumourSignsOf(db: Db, orgId: string, trackId: string, span: Span): Promise<RumourSign[]> {
  const stories = await select(
    db,
    orgId,
    sql`where s.org_id = ${orgId} and s.track_ids @> array[${trackId}]::uuid[] and s.last_at >= ${span.from}
      and s.first_at < ${span.to}
      and (s.score_hours > 0 and s.score >= ${LIKELY}::real or s.chance < ${COORDINATED}::real or coalesce(c.state, 'unverified') <> 'unverified'
        or s.reasons @> '[{"code": "known"}]')
      order by s.posts desc, s.story_id limit ${MOST_SIGNS}`,
  )
  return stories.map(({ id, first, reasons, ...story }) => ({
    storyId: id,
    text: (first?.title || first?.text) ?? '',
    state: story.state,
    verdict: story.verdict,
    score: story.score,
    scoreHours: story.scoreHours,
    chance: story.chance,
    posts: story.posts,
    reasons,
  }))
}

async function listSteps(db: Db, orgId: string, storyId: string): Promise<RumourStep[]> {
  const found = await sql<Omit<RumourStep, 'at'> & { at: Date }>`
    select from_state as from, to_state as to, at, by_name as "byName", note, link from rumour_steps
    where org_id = ${orgId} and story_id = ${storyId} order by seq`.execute(db)
  return found.rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}

async function select(db: Db, orgId: string, where: RawBuilder<unknown>): Promise<RumourStory[]> {
  const { rows } = await sql<Row>`select ${STORY} ${where}`.execute(db)
  const cards = await selectCardsByIds(
    db,
    orgId,
    rows.map(({ firstPostId }) => firstPostId),
  )
  const byId = new Map(cards.map((card) => [card.id, card]))
  return rows.map(({ firstPostId, firstAt, lastAt, scoredAt, ...row }) => ({
    ...row,
    ways: [...waysFrom(row.state)],
    first: byId.get(firstPostId) ?? null,
    copies: Math.max(0, row.copies),
    firstAt: firstAt.toISOString(),
    lastAt: lastAt.toISOString(),
    scoredAt: scoredAt.toISOString(),
  }))
}
