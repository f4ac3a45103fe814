import { parseArgs } from 'node:util'
import type { CommandOf } from '../base/command.ts'
import { write } from '../base/command-line.ts'
import { organisationOf, WrongCall } from './input-commands.ts'
import { indexPosts, mergeSegments, reindexPosts } from './search-actions.ts'
import { searchLag } from './search-reads.ts'
import type { Watching } from './watching.ts'

export const reindexCommand: CommandOf<Watching> = {
  name: 'reindex',
  usage: 'reindex [--org ID]',
  summary:
    'makes the search index of an organisation anew from its posts; until it is done, searches find part of them',
  run: async (args, io, open) => {
    try {
      const { values } = parseArgs({ args: [...args], options: { org: { type: 'string' } } })
      const app = await open()
      const orgId = await organisationOf(app, values.org)
      await reindexPosts(app, orgId)
      // A running Weiji may be at it too: whoever is not is told so and leaves it to the other.
      await indexPosts(app, { posts: 1, waitedMs: 0 })
      await mergeSegments(app)
      const { posts } = await searchLag(app.db, orgId, app.clock.now())
      await write(
        io.stdout,
        posts === 0 ? 'all posts are indexed\n' : `${posts} posts are being indexed by the server\n`,
      )
      return 0
    } catch (error) {
      const isWrong = error instanceof WrongCall || String((error as { code?: unknown }).code).startsWith('ERR_PARSE')
      if (!isWrong) throw error
      await write(io.stderr, `weiji reindex: ${(error as Error).message}\n`)
      return 2
    }
  },
}
