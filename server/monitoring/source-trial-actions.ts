import { permit } from '../access/permit.ts'
import type { Actor } from '../app.ts'
import { Refusal } from '../base/errors.ts'
import { CollectError, type Collected, type RowResult } from '../connectors/contract.ts'
import { askSource, openSecrets } from './collection-asking-actions.ts'
import { checkPosts } from './post-input.ts'
import { collectorOf, zoneOf } from './source-actions.ts'
import type { SourceTrial, TrialAnswer } from './source-schema.ts'
import { checkSettings } from './source-settings.ts'
import { findSource } from './source-store.ts'
import type { Watching } from './watching.ts'

const SHOWN_POSTS = 10
const SHOWN_REFUSED = 20
const SHOWN_CHARACTERS = 400

const NOTHING: TrialAnswer = { error: null, count: 0, posts: [], stamped: 0, refused: [], movedTo: null }

/**
 * Asks once, as if for the first time, and stores nothing: what would come, or why nothing can.
 * @throws Refusal invalid (settings), not-found (the source whose secrets are to be used)
 */
export async function trySource(app: Watching, actor: Actor, input: SourceTrial): Promise<TrialAnswer> {
  permit(actor, 'sources.manage')
  const collector = collectorOf(input.kind)
  const zone = await zoneOf(app, actor, input.zone)
  const known = input.sourceId === undefined ? undefined : await findSource(app.db, actor.orgId, input.sourceId)
  if (input.sourceId !== undefined && !known) throw new Refusal('not-found')
  const checked = checkSettings(collector.settings, input.settings, Object.keys(known?.secrets ?? {}))
  try {
    const kept = Object.entries(known?.secrets ?? {}).filter(([key]) => !checked.dropped.includes(key))
    const opened = known ? openSecrets(app, actor.orgId, known.name, Object.fromEntries(kept)) : {}
    const secrets = { ...opened, ...checked.secrets }
    const collected = await askSource(app, collector, { settings: checked.settings, secrets, cursor: undefined, zone })
    return answerOf(collected, app.clock.now())
  } catch (error) {
    if (!(error instanceof CollectError)) throw error
    return { ...NOTHING, error: { code: error.code, reason: error.message } }
  }
}

function answerOf({ rows, movedTo, gap }: Collected, now: Date): TrialAnswer {
  const posts = rows.filter((row) => 'post' in row)
  // As the door would: what it refuses must not look well here.
  const { refused } = checkPosts(
    posts.map(({ post }) => post),
    now,
  )
  const atDoor = new Set(refused.map(({ index }) => index))
  const passed = posts.filter((_, index) => !atDoor.has(index))
  const inRows = rows.flatMap((row) => ('refused' in row ? [row.refused] : []))
  return {
    error: gap ? { code: gap.code, reason: gap.reason } : null,
    count: passed.length,
    posts: passed.slice(0, SHOWN_POSTS).map(triedPost),
    stamped: passed.filter(isStamped).length,
    refused: [
      ...inRows.map(({ row, field, code, reason }) => ({ index: row, field, code, reason })),
      ...refused.map((each) => ({ ...each, index: posts[each.index]?.row ?? 0 })),
    ].slice(0, SHOWN_REFUSED),
    movedTo: movedTo ?? null,
  }
}

type PostRow = Extract<RowResult, { readonly post: unknown }>

const isStamped = ({ inferred }: PostRow): boolean => inferred?.includes('postedAt') ?? false

function triedPost(row: PostRow): TrialAnswer['posts'][number] {
  const { platform, kind = 'post', postedAt, title = '', text, url = '', author } = row.post
  return {
    platform,
    kind,
    postedAt,
    isStamped: isStamped(row),
    title,
    text: text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS).toWellFormed()}…` : text,
    url,
    author: author?.name ?? author?.externalId ?? '',
    rank: row.ranks?.[0]?.rank ?? null,
  }
}
