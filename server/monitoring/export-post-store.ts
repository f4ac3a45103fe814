import { sql } from 'kysely'
import type { Db } from '../base/db.ts'
import { plainLiteral } from './array-literal.ts'
import { postOfRow } from './card-store.ts'
import type { ExportPost } from './export-row.ts'
import type { PostCard } from './schema.ts'

type Edges = {
  readonly id: string
  readonly externalId: string
  readonly parent: string | null
  readonly root: string | null
  readonly derived: string[]
  readonly isParentUnknown: boolean
}

/** Adds to cards what files have and pages do not: ids as the source gave them. In the order of the cards. */
export async function withExternalIds(db: Db, orgId: string, cards: readonly PostCard[]): Promise<ExportPost[]> {
  if (cards.length === 0) return []
  const externalOf = (column: 'parent_id' | 'root_id') => sql`
    (select r.external_id from post_keys rk join posts r on r.org_id = rk.org_id and r.posted_at = rk.posted_at and r.post_id = rk.post_id
     where rk.org_id = k.org_id and rk.post_id = p.${sql.ref(column)})`
  const found = await sql<Edges>`
    select k.post_id as id, p.external_id as "externalId", ${externalOf('parent_id')} as parent,
      ${externalOf('root_id')} as root,
      array(select i.field from post_inferences i where i.org_id = k.org_id and i.post_id = k.post_id and i.how = 'derived'
        order by i.field) as derived,
      exists (select 1 from post_inferences i where i.org_id = k.org_id and i.post_id = k.post_id
        and i.field = 'parentExternalId' and i.how = 'unknown') as "isParentUnknown"
    from post_keys k ${postOfRow('k')}
    where k.org_id = ${orgId} and k.post_id = any(${plainLiteral(cards.map(({ id }) => id))}::uuid[])`.execute(db)
  const edges = new Map(found.rows.map((row) => [row.id, row]))
  return cards.flatMap((card) => {
    const edge = edges.get(card.id)
    if (!edge) return []
    // Where only the root was known the post hangs below it for want of better: a file must not make a fact of that.
    const parentExternalId = edge.isParentUnknown ? null : edge.parent
    return [{ card, externalId: edge.externalId, parentExternalId, rootExternalId: edge.root, inferred: edge.derived }]
  })
}
