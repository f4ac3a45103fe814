import { Type } from 'typebox'
import type { AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import { Refusal } from '../base/errors.ts'
import {
  changeLexicon,
  countExpressions,
  getLexiconPage,
  listLexiconPosts,
  makeLexicon,
  retireLexicon,
  tryLexicon,
} from './lexicon-actions.ts'
import { exportLexicon, readLexiconFile } from './lexicon-file-actions.ts'
import { recountLexicon } from './lexicon-recount-actions.ts'
import {
  Lexicon,
  LexiconChange,
  LexiconChecked,
  LexiconCheckInput,
  LexiconCounts,
  LexiconCountsInput,
  LexiconPage,
  LexiconPosts,
  LexiconReading,
  LexiconReadingInput,
  LexiconWords,
  NewLexicon,
  StarterLexicon,
} from './lexicon-schema.ts'
import { STARTER_LEXICONS } from './lexicon-starter.ts'
import { findLexiconWords, listLexiconCards } from './lexicon-store.ts'
import type { Watching } from './watching.ts'

const LexiconId = Type.Object({ lexiconId: Type.String({ format: 'uuid' }) })
const VersionOf = Type.Object({ ...LexiconId.properties, version: Type.Integer({ minimum: 1, maximum: 1_000_000 }) })
const PageQuery = Type.Object({
  before: Type.Optional(Type.String({ maxLength: 100 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
})
/** 2 MiB of a file in base64, and what is around it. */
const FILE_BYTES = 3 * 2 ** 20

export function lexiconEndpoints(app: Watching): AppEndpoint[] {
  return [...readingEndpoints(app), ...tryingEndpoints(app), ...editingEndpoints(app)]
}

function readingEndpoints(app: Watching): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/lexicons',
      access: 'posts.read',
      summary: 'lists of sensitive words, those in force first, with how many posts hold one',
      shapes: { answer: Type.Array(Lexicon) },
      answer: async ({ actor }) => listLexiconCards(app.db, actor.orgId, app.clock.now()),
    }),
    endpoint({
      method: 'GET',
      url: '/api/lexicons/starter',
      access: 'posts.read',
      summary: 'lists to begin with; nothing is made of them unless somebody saves one',
      shapes: { answer: Type.Array(StarterLexicon) },
      answer: async () => STARTER_LEXICONS,
    }),
    endpoint({
      method: 'GET',
      url: '/api/lexicons/:lexiconId',
      access: 'posts.read',
      summary: 'a list with its words and versions',
      shapes: { params: LexiconId, answer: LexiconPage },
      answer: async ({ actor, params }) => getLexiconPage(app, actor, params.lexiconId),
    }),
    endpoint({
      method: 'GET',
      url: '/api/lexicons/:lexiconId/versions/:version',
      access: 'posts.read',
      summary: 'the words of an earlier version, with who made it and why',
      shapes: { params: VersionOf, answer: LexiconWords },
      answer: async ({ actor, params }) => {
        const found = await findLexiconWords(app.db, actor.orgId, params.lexiconId, params.version)
        if (!found) throw new Refusal('not-found')
        return found
      },
    }),
    endpoint({
      method: 'GET',
      url: '/api/lexicons/:lexiconId/posts',
      access: 'posts.read',
      summary: 'posts of tracks that hold one of its words, newest first; `next` goes into `before`',
      shapes: { params: LexiconId, query: PageQuery, answer: LexiconPosts },
      answer: async ({ actor, params, query }) => listLexiconPosts(app, actor, params.lexiconId, query),
    }),
  ]
}

function tryingEndpoints(app: Watching): AppEndpoint[] {
  return [
    endpoint({
      method: 'POST',
      url: '/api/lexicons/check',
      access: 'posts.read',
      summary: 'what is wrong with words that are not saved, which are the same, and what they find in a text',
      shapes: { body: LexiconCheckInput, answer: LexiconChecked },
      answer: async ({ actor, body }) => tryLexicon(app, actor, body),
    }),
    endpoint({
      method: 'POST',
      url: '/api/lexicons/counts',
      access: 'posts.read',
      summary: 'in how many stored posts of the last 30 days each expression stands, whatever their track',
      shapes: { body: LexiconCountsInput, answer: LexiconCounts },
      answer: async ({ actor, body }) => countExpressions(app, actor, body.expressions),
    }),
    endpoint({
      method: 'POST',
      url: '/api/lexicons/reading',
      access: 'lexicons.edit',
      summary: 'a CSV or Excel file in base64, or pasted lines, as words and the mistakes of rows; nothing is saved',
      shapes: { body: LexiconReadingInput, answer: LexiconReading },
      bodyLimit: FILE_BYTES,
      answer: async ({ actor, body }) => readLexiconFile(app, actor, body),
    }),
  ]
}

function editingEndpoints(app: Watching): AppEndpoint[] {
  return [
    endpoint({
      method: 'POST',
      url: '/api/lexicons',
      access: 'lexicons.edit',
      summary: 'makes a list; it applies to posts that come from now on',
      shapes: { body: NewLexicon, answer: Lexicon },
      status: 201,
      answer: async ({ actor, body }) => makeLexicon(app, actor, body),
    }),
    endpoint({
      method: 'PUT',
      url: '/api/lexicons/:lexiconId',
      access: 'lexicons.edit',
      summary: 'the next version of a list, for posts from now on; `version` is the one that was changed',
      shapes: { params: LexiconId, body: LexiconChange, answer: Lexicon },
      answer: async ({ actor, params, body }) => changeLexicon(app, actor, params.lexiconId, body),
    }),
    endpoint({
      method: 'POST',
      url: '/api/lexicons/:lexiconId/retirement',
      access: 'lexicons.edit',
      summary: 'ends a list; what it has found stays',
      shapes: { params: LexiconId, answer: Lexicon },
      answer: async ({ actor, params }) => retireLexicon(app, actor, params.lexiconId),
    }),
    endpoint({
      method: 'POST',
      url: '/api/lexicons/:lexiconId/recount',
      access: 'lexicons.edit',
      summary: 'looks through the posts of the last 14 days with the words in force, in the background',
      shapes: { params: LexiconId },
      status: 202,
      answer: async ({ actor, params }) => recountLexicon(app, actor, params.lexiconId),
    }),
    endpoint({
      method: 'GET',
      url: '/api/lexicons/:lexiconId/file',
      access: 'lexicons.edit',
      summary: 'the words as CSV, for spreadsheets; reading it back gives the same list',
      shapes: { params: LexiconId },
      answer: async ({ actor, params, reply }) => {
        const { name, text } = await exportLexicon(app, actor, params.lexiconId)
        reply.header('content-type', 'text/csv; charset=utf-8')
        reply.header('content-disposition', `attachment; filename="${name}"`)
        reply.header('cache-control', 'no-store')
        // Not returned: what is returned is said as JSON.
        await reply.send(text)
      },
    }),
  ]
}
