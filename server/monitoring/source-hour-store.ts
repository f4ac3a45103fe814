import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import type { Batch } from './batch.ts'
import { lagCounts } from './source-lag.ts'

/**
 * What a batch says of its source: posts by hour with their lag, when something new came, and what kind of source it is. After
 * `insertBatch`, which makes the source's row.
 */
export async function noteSourceHour(db: Db, batch: Batch): Promise<void> {
  const { actor, source, receivedAt, posts, refused, replay } = batch
  // Who plays recordings or imports at the terminal is no program that sends.
  const kind = replay ? 'replay' : actor.kind === 'operator' ? 'file' : 'push'
  const lags = `{${lagCounts(posts, receivedAt).join()}}`
  await sql`
    with hours as (
      insert into source_hours as h (org_id, source, hour, posts, refused, lags)
      values (${actor.orgId}, ${source}, date_trunc('hour', ${receivedAt}::timestamptz, 'UTC'), ${posts.length},
        ${refused.length}, ${lags}::int[])
      on conflict (org_id, source, hour) do update set posts = h.posts + excluded.posts,
        refused = h.refused + excluded.refused,
        lags = (select array_agg(a + b order by n) from unnest(h.lags, excluded.lags) with ordinality as u (a, b, n))
    )
    update sources set
      found_at = case when ${posts.length} > 0 then greatest(found_at, ${receivedAt}::timestamptz) else found_at end,
      kind = case when kind = 'push' then ${kind} else kind end
    where org_id = ${actor.orgId} and name = ${source}
      and (${posts.length} > 0 or (kind = 'push' and ${kind} <> 'push'))`.execute(db)
}

/** Says what kind of source a name stands for, where that is known better: an import by a page is `file`, a signed sender `webhook`. */
export async function nameSourceKind(db: Db, orgId: string, name: string, kind: 'file' | 'webhook'): Promise<void> {
  await sql`
    insert into sources as s (org_id, name, kind) values (${orgId}, ${name}, ${kind})
    on conflict (org_id, name) do update set kind = excluded.kind where s.kind = 'push'`.execute(db)
}

/** Items that could not even be read as posts: they never came to the door, but their source is no less in want of somebody. */
export async function noteUnreadable(
  trx: Trx,
  orgId: string,
  name: string,
  now: Date,
  { count, first }: { readonly count: number; readonly first: string },
): Promise<void> {
  if (count === 0) return
  await sql`
    with hours as (
      insert into source_hours as h (org_id, source, hour, posts, refused, lags)
      values (${orgId}, ${name}, date_trunc('hour', ${now}::timestamptz, 'UTC'), 0, ${count}, ${`{${lagCounts([], now).join()}}`}::int[])
      on conflict (org_id, source, hour) do update set refused = h.refused + excluded.refused
    )
    update sources set last_error = ${`${count} refused, the first: ${first}`.slice(0, 500)}, last_error_at = ${now}
    where org_id = ${orgId} and name = ${name}`.execute(trx)
}
