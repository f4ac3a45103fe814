import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Static, TSchema } from 'typebox'

/** `public`: anybody; `signed-in`: any person or token of any organisation; else the name of a permission. Deny is the default. */
export type Access = 'public' | 'signed-in' | (string & {})

export type Shapes = { params?: TSchema; query?: TSchema; body?: TSchema; answer?: TSchema }

type Shape<S extends Shapes, K extends keyof Shapes> = S[K] extends TSchema ? Static<S[K]> : undefined

export type Call<A, S extends Shapes> = {
  /** who asks; on a `public` endpoint undefined where nobody is signed in */
  readonly actor: A
  readonly params: Shape<S, 'params'>
  readonly query: Shape<S, 'query'>
  readonly body: Shape<S, 'body'>
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/**
 * One endpoint as a feature states it. base/http checks shape, session, origin and permission before `answer` runs; what `answer`
 * returns is sent as JSON, a thrown Refusal as its status with `{error: {code, field?, reason?, values?, requestId}}`.
 */
export type Endpoint<A> = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** such as `/api/alerts/:alertId/acknowledgement`: nouns only */
  readonly url: string
  readonly access: Access
  /** one sentence for the API's page */
  readonly summary: string
  readonly shapes: Shapes
  /** name of the list in the body whose rows `answer` checks one by one: a bad character there refuses the row, not the body */
  readonly rows?: string
  /** bytes; the default is 1 MiB */
  readonly bodyLimit?: number
  /** `request.body` is the body as a stream, whatever its type; nothing of it has been read, and nobody else limits it */
  readonly raw?: boolean
  /** success status; the default is 200 */
  readonly status?: number
  /** `reply.hijack()` was called by `answer`: nothing is sent for it (server-sent events, downloads) */
  readonly stream?: boolean
  /** told of whoever lacks the permission, before the refusal is sent: where also the attempt has to be on record */
  readonly onForbidden?: (actor: A) => Promise<void>
  readonly answer: (call: Call<A, Shapes>) => Promise<unknown>
}

/** Keeps the types of shapes and answer together while an array of endpoints stays an array of one type. */
export function endpoint<A, const S extends Shapes>(
  given: Omit<Endpoint<A>, 'shapes' | 'answer'> & { shapes: S; answer: (call: Call<A, S>) => Promise<unknown> },
): Endpoint<A> {
  return given as unknown as Endpoint<A>
}
