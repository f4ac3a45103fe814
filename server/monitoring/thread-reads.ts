import { sql } from 'kysely'
import type { Db } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { postOfRow, selectCardsByIds } from './card-store.ts'
import { REPOST } from './codes.ts'
import type { PostCard } from './schema.ts'
import type { Thread, ThreadPage } from './thread-schema.ts'
import { growTree, spreadOf, type ThreadRow, type ThreadTree, wayTo } from './thread-tree.ts'

/** Bounds memory and time; a page says when there was more. */
const MOST_ROWS = 50_000
const USUAL_LIMIT = 30
const STEPS = 120
/** A chain of more characters than this is cut, as platforms do. */
const MOST_CHARACTERS = 2000
/** In a tree the beginning of a text is shown. */
const SHOWN_CHARACTERS = 300

type Read = {
  readonly rootId: string
  readonly rows: readonly ThreadRow[]
  readonly tree: ThreadTree
  readonly isCut: boolean
}

/** How the post and all that belongs to it spread. @throws Refusal not-found */
export async function getThread(db: Db, orgId: string, postId: string): Promise<Thread> {
  const { rootId, rows, tree, isCut } = await readThread(db, orgId, postId)
  const [root = null] = await selectCardsByIds(db, orgId, [rootId])
  const below = rows.filter(({ id }) => id !== rootId)
  const reposts = below.filter(({ kind }) => kind === REPOST).length
  const nodes = [...tree.nodes.values()]
  const byDepth = Array.from({ length: tree.depth + 1 }, () => 0)
  for (const { depth } of nodes) byDepth[depth] = (byDepth[depth] ?? 0) + 1
  if (!root) byDepth[0] = 0
  return {
    rootId,
    root: root && shortened(root),
    reposts,
    comments: below.length - reposts,
    depth: tree.depth,
    byDepth,
    inferred: nodes.filter(({ edge }) => edge === 'inferred').length,
    missing: nodes.reduce((sum, { missing }) => sum + missing, 0),
    isCut,
    spread: spreadOf(rows, STEPS).map((step) => ({ ...step, at: step.at.toISOString() })),
    way: wayTo(tree, postId),
  }
}

/** Direct answers of one node, those with most below them first. @throws Refusal not-found */
export async function getThreadPage(
  db: Db,
  orgId: string,
  postId: string,
  { under, offset = 0, limit = USUAL_LIMIT }: { under?: string; offset?: number; limit?: number },
): Promise<ThreadPage> {
  const { rootId, tree } = await readThread(db, orgId, postId)
  const ids = tree.children.get(under ?? rootId) ?? []
  const posts = await selectCardsByIds(db, orgId, ids.slice(offset, offset + limit))
  const entries = posts.flatMap((post) => {
    const node = tree.nodes.get(post.id)
    if (!node) return []
    const { direct, descendants, depth, edge, missing, isAtLeast } = node
    return [{ post: shortened(post), direct, descendants, depth, edge, missing, isAtLeast }]
  })
  return { entries, total: ids.length }
}

async function readThread(db: Db, orgId: string, postId: string): Promise<Read> {
  const found = await sql<{ rootId: string }>`
    select coalesce(p.root_id, p.post_id) as "rootId" from post_keys k ${postOfRow('k')}
    where k.org_id = ${orgId} and k.post_id = ${postId}`.execute(db)
  const rootId = found.rows[0]?.rootId
  if (rootId === undefined) throw new Refusal('not-found')
  const rows = await sql<ThreadRow>`
    select p.post_id as id, p.parent_id as "parentId", p.posted_at as at, p.kind, p.author_name as "authorName",
      case when p.text like '%//%@%' then left(p.text, ${MOST_CHARACTERS})
        when p.kind = ${REPOST} then left(p.text, 40) end as text,
      (select i.how from post_inferences i
        where i.org_id = p.org_id and i.post_id = p.post_id and i.field = 'parentExternalId') as how
    from (
      (select * from posts below where below.org_id = ${orgId} and below.root_id = ${rootId} order by posted_at limit ${MOST_ROWS + 1})
      union all
      select p.* from post_keys k ${postOfRow('k')}
      where k.org_id = ${orgId} and k.post_id = ${rootId} and p.root_id is distinct from ${rootId}
    ) p order by p.posted_at, p.post_id <> ${rootId}, p.post_id`.execute(db)
  const all = rows.rows.slice(0, MOST_ROWS)
  return { rootId, rows: all, tree: growTree(all, rootId), isCut: rows.rows.length > MOST_ROWS }
}

function shortened(post: PostCard): PostCard {
  if (post.text.length <= SHOWN_CHARACTERS) return post
  const start = post.text.slice(0, SHOWN_CHARACTERS)
  return { ...post, text: `${start.isWellFormed() ? start : start.slice(0, -1)}…` }
}
