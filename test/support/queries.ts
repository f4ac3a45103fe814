import type { KyselyPlugin } from 'kysely'
import type { Db } from '../../server/base/db.ts'

export type Watched = {
  readonly db: Db
  /** statements of this database so far whose own text (not that of its parts) holds this */
  count(text: string): number
}

/** The same database, whose statements are counted, also those of its transactions. */
export function watchQueries(db: Db): Watched {
  const seen: string[] = []
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      seen.push(JSON.stringify(node))
      return node
    },
    transformResult: async ({ result }) => result,
  }
  return { db: db.withPlugin(plugin), count: (text) => seen.filter((each) => each.includes(text)).length }
}
