import { type Static, Type } from 'typebox'
import type { AppEndpoint } from '../app.ts'
import { MINUTE } from '../base/clock.ts'
import { endpoint } from '../base/endpoint.ts'
import { Refusal } from '../base/errors.ts'
import { ingestPosts } from './actions.ts'
import { authorEndpoints } from './author-routes.ts'
import { exportEndpoints } from './export-routes.ts'
import { hotListEndpoints } from './hot-list-routes.ts'
import { importEndpoints } from './import-routes.ts'
import { inboundEndpoints } from './inbound-routes.ts'
import { lexiconEndpoints } from './lexicon-routes.ts'
import { type FindAgain, liveEndpoint } from './live-routes.ts'
import { postHistoryEndpoints } from './post-history-routes.ts'
import { readPostFilter } from './post-query.ts'
import { getPostPage } from './post-reads.ts'
import { listPosts } from './post-store.ts'
import { findTrack, trackSeries } from './reads.ts'
import { replayEndpoints } from './replay-routes.ts'
import { listReplays } from './replay-store.ts'
import { rumourEndpoints } from './rumour-routes.ts'
import { savedSearchEndpoints } from './saved-search-routes.ts'
import {
  BatchAnswer,
  NewTrack,
  PostBatch,
  PostFilter,
  PostList,
  PostPage,
  Replay,
  SeriesPoint,
  Track,
  Trial,
} from './schema.ts'
import { searchPosts } from './search-actions.ts'
import { expressionOfWords } from './search-query.ts'
import { searchReadingEndpoint } from './search-reading-routes.ts'
import { searchEndpoints } from './search-routes.ts'
import { sourceEndpoints } from './source-routes.ts'
import { threadEndpoints } from './thread-routes.ts'
import { changeTrack, makeTrack, retireTrack, tryTrack } from './track-actions.ts'
import { listTrackCards } from './track-store.ts'
import type { Watching } from './watching.ts'

/** A thousand long posts; who has longer ones sends fewer at a time. */
const BATCH_BYTES = 16 * 2 ** 20
const MOST_STEPS = 10_000

const PostId = Type.Object({ postId: Type.String({ format: 'uuid' }) })
const TrackId = Type.Object({ trackId: Type.String({ format: 'uuid' }) })
const Expression = Type.Object({ expression: Type.String({ maxLength: 5000 }) })
const Time = Type.String({ format: 'date-time' })
const SeriesQuery = Type.Object({
  from: Time,
  to: Time,
  stepMinutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 1440 })),
})

/** @param findAgain asked twice a minute for each open live stream */
export function monitoringEndpoints(app: Watching, findAgain: FindAgain): AppEndpoint[] {
  return [
    ...postEndpoints(app),
    ...trackEndpoints(app),
    ...stateEndpoints(app),
    ...hotListEndpoints(app),
    ...inboundEndpoints(app),
    ...postHistoryEndpoints(app),
    ...threadEndpoints(app),
    ...authorEndpoints(app),
    ...replayEndpoints(app),
    ...sourceEndpoints(app),
    liveEndpoint(app, findAgain),
    ...importEndpoints(app),
    ...searchEndpoints(app),
    searchReadingEndpoint(app),
    ...savedSearchEndpoints(app),
    ...exportEndpoints(app),
    ...lexiconEndpoints(app),
    ...rumourEndpoints(app),
  ]
}

function postEndpoints(app: Watching): AppEndpoint[] {
  return [
    endpoint({
      method: 'POST',
      url: '/api/posts',
      access: 'posts.send',
      summary: 'a batch of posts {source, posts}: at most 1,000; sent again it changes nothing; refused rows are named',
      shapes: { body: PostBatch, answer: BatchAnswer },
      rows: 'posts',
      bodyLimit: BATCH_BYTES,
      answer: async ({ actor, body, request }) => {
        const { source, posts } = body
        return ingestPosts(app, actor, { source, posts, bytes: Number(request.headers['content-length'] ?? 0) })
      },
    }),
    endpoint({
      method: 'GET',
      url: '/api/posts',
      access: 'posts.read',
      summary:
        'posts, newest first; `next` goes into `before`. With words a page may be short although there is a next',
      shapes: { query: PostFilter, answer: PostList },
      answer: async ({ actor, query }) => {
        const read = readPostFilter(query)
        if ('wrong' in read) throw new Refusal('invalid', { field: read.wrong })
        const { words = '', mostStars, ...filter } = query
        const expression = expressionOfWords(words)
        // Words and authors are looked up in the index, which knows no stars.
        if (mostStars === undefined && (expression !== undefined || filter.authorId !== undefined)) {
          return searchPosts(app, actor, expression === undefined ? filter : { ...filter, expression })
        }
        return listPosts(app.db, actor.orgId, read)
      },
    }),
    endpoint({
      method: 'GET',
      url: '/api/posts/:postId',
      access: 'posts.read',
      summary: 'one post: why it matched, what it answers, what answers it, near copies',
      shapes: { params: PostId, answer: PostPage },
      answer: async ({ actor, params }) => getPostPage(app.db, app.judges.fold, actor.orgId, params.postId),
    }),
  ]
}

function trackEndpoints(app: Watching): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/tracks',
      access: 'posts.read',
      summary: 'tracks with the counts of the last 24 hours',
      shapes: { answer: Type.Array(Track) },
      answer: async ({ actor }) => listTrackCards(app.db, actor.orgId, app.clock.now()),
    }),
    endpoint({
      method: 'POST',
      url: '/api/tracks',
      access: 'tracks.edit',
      summary: 'makes a track; it applies to posts that come from now on',
      shapes: { body: NewTrack, answer: Track },
      status: 201,
      answer: async ({ actor, body }) => makeTrack(app, actor, body),
    }),
    endpoint({
      method: 'PUT',
      url: '/api/tracks/:trackId',
      access: 'tracks.edit',
      summary: 'gives a track a new wording; it applies to posts that come from now on, those before stay as they were',
      shapes: { params: TrackId, body: NewTrack, answer: Track },
      answer: async ({ actor, params, body }) => changeTrack(app, actor, params.trackId, body),
    }),
    endpoint({
      method: 'POST',
      url: '/api/tracks/:trackId/retirement',
      access: 'tracks.edit',
      summary: 'ends a track; what it has found stays',
      shapes: { params: TrackId, answer: Track },
      answer: async ({ actor, params }) => retireTrack(app, actor, params.trackId),
    }),
    endpoint({
      method: 'POST',
      url: '/api/tracks/trial',
      access: 'posts.read',
      summary: 'what an expression would have matched among the newest 2,000 posts, or where it cannot be read',
      shapes: { body: Expression, answer: Trial },
      answer: async ({ actor, body }) => tryTrack(app, actor, body.expression),
    }),
    endpoint({
      method: 'GET',
      url: '/api/tracks/:trackId/series',
      access: 'posts.read',
      summary: 'counts of a track by steps of minutes, evenly spaced, gaps as zeros',
      shapes: { params: TrackId, query: SeriesQuery, answer: Type.Array(SeriesPoint) },
      answer: async ({ actor, params, query }) => readSeries(app, actor.orgId, params.trackId, query),
    }),
  ]
}

function stateEndpoints(app: Watching): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/replays',
      access: 'posts.read',
      summary: 'running and past replays of recordings, newest first',
      shapes: { answer: Type.Array(Replay) },
      answer: async ({ actor }) => listReplays(app.db, actor.orgId, app.clock.now()),
    }),
  ]
}

async function readSeries(
  app: Watching,
  orgId: string,
  trackId: string,
  { from, to, stepMinutes = 5 }: Static<typeof SeriesQuery>,
): Promise<SeriesPoint[]> {
  const span = { from: new Date(from), to: new Date(to) }
  if ((span.to.getTime() - span.from.getTime()) / (stepMinutes * MINUTE) > MOST_STEPS) {
    throw new Refusal('invalid', { field: 'to', reason: `more than ${MOST_STEPS} steps` })
  }
  if (!(await findTrack(app.db, orgId, trackId))) throw new Refusal('not-found')
  const steps = await trackSeries(app.db, orgId, trackId, span, stepMinutes)
  return steps.map((each) => ({ ...each, at: each.at.toISOString() }))
}
