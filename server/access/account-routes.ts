import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Actor, App, AppEndpoint } from '../app.ts'
import { SECOND } from '../base/clock.ts'
import { endpoint } from '../base/endpoint.ts'
import { Refusal } from '../base/errors.ts'
import { sessionCookie } from './cookie.ts'
import { changePassword } from './password-actions.ts'
import { acceptInvitation, chooseLocale, getInvitation } from './people-actions.ts'
import { findPerson, getOrganisation } from './reads.ts'
import {
  Invitation,
  InvitationState,
  InvitationToken,
  Me,
  NewLocale,
  NewPassword,
  Session,
  Setup,
  SetupState,
  SignIn,
  SignInLink,
} from './schema.ts'
import { listSessions, revokeSession, type SignedIn, signIn, signInByLink, signOut } from './session-actions.ts'
import { ABSOLUTE, type Visitor } from './session-store.ts'
import { isSetupNeeded, setUp } from './setup-actions.ts'

/** Coming in, and what everybody may do with the own account. */
export function accountEndpoints(app: App): AppEndpoint[] {
  return [...entrances(app), ...invitations(app), ...ownSessions(app), ...ownAccount(app)]
}

function entrances(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/setup',
      access: 'public',
      summary: 'Is this an empty installation?',
      shapes: { answer: SetupState },
      answer: async () => ({ needed: await isSetupNeeded(app) }),
    }),
    endpoint({
      method: 'POST',
      url: '/api/setup',
      access: 'public',
      summary: 'Make the organisation and its administrator, by the one-time link of the console',
      shapes: { body: Setup, answer: Me },
      answer: async ({ body, request, reply }) => enter(app, reply, await setUp(app, body, visitorOf(request))),
    }),
    endpoint({
      method: 'POST',
      url: '/api/sessions',
      access: 'public',
      summary: 'Sign in',
      shapes: { body: SignIn, answer: Me },
      answer: async ({ body, request, reply }) => enter(app, reply, await signIn(app, body, visitorOf(request))),
    }),
    endpoint({
      method: 'POST',
      url: '/api/sessions/link',
      access: 'public',
      summary: 'Sign in to a demo by its one-time link',
      shapes: { body: SignInLink, answer: Me },
      answer: async ({ body, request, reply }) =>
        enter(app, reply, await signInByLink(app, body.token, visitorOf(request))),
    }),
  ]
}

function invitations(app: App): AppEndpoint[] {
  return [
    endpoint({
      // A question, but by POST: proxies log addresses, and a token in one would be there for whoever reads the log.
      method: 'POST',
      url: '/api/invitations/state',
      access: 'public',
      summary: 'For whom a one-time link is',
      shapes: { body: InvitationToken, answer: InvitationState },
      answer: async ({ body }) => {
        const { name, organisation } = await getInvitation(app, body.token)
        return { name, organisation }
      },
    }),
    endpoint({
      method: 'POST',
      url: '/api/invitations',
      access: 'public',
      summary: 'Set a password by a one-time link and sign in',
      shapes: { body: Invitation, answer: Me },
      answer: async ({ body, request, reply }) =>
        enter(app, reply, await acceptInvitation(app, body, visitorOf(request))),
    }),
  ]
}

function ownSessions(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/sessions',
      access: 'signed-in',
      summary: 'One’s own open sessions',
      shapes: { answer: Type.Array(Session) },
      answer: async ({ actor }: { actor: Actor }) => {
        const sessions = await listSessions(app, actor)
        return sessions.map((session) => ({ ...session, isCurrent: session.id === actor.sessionId }))
      },
    }),
    endpoint({
      method: 'DELETE',
      url: '/api/sessions/current',
      access: 'signed-in',
      summary: 'Sign out',
      shapes: {},
      answer: async ({ actor, reply }: { actor: Actor; reply: FastifyReply }) => {
        await signOut(app, actor)
        reply.header('set-cookie', sessionCookie(app.config.publicUrl, '', 0))
      },
    }),
    endpoint({
      method: 'DELETE',
      url: '/api/sessions/:sessionId',
      access: 'signed-in',
      summary: 'End one of one’s own sessions',
      shapes: { params: Type.Object({ sessionId: Type.String({ format: 'uuid' }) }) },
      answer: async ({ actor, params }) => revokeSession(app, actor, params.sessionId),
    }),
  ]
}

function ownAccount(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/me',
      access: 'signed-in',
      summary: 'Who is signed in, where, and what that person may do',
      shapes: { answer: Me },
      answer: async ({ actor }: { actor: Actor }) => meOf(app, actor),
    }),
    endpoint({
      method: 'PUT',
      url: '/api/me/locale',
      access: 'signed-in',
      summary: 'Choose the language',
      shapes: { body: NewLocale },
      answer: async ({ actor, body }) => chooseLocale(app, actor, body.locale),
    }),
    endpoint({
      method: 'PUT',
      url: '/api/me/password',
      access: 'signed-in',
      summary: 'Change the password; ends all other sessions',
      shapes: { body: NewPassword },
      answer: async ({ actor, body, request }) => changePassword(app, actor, body, request.ip),
    }),
  ]
}

async function enter(app: App, reply: FastifyReply, { actor, token }: SignedIn): Promise<Me> {
  reply.header('set-cookie', sessionCookie(app.config.publicUrl, token, ABSOLUTE / SECOND))
  return meOf(app, actor)
}

async function meOf(app: App, actor: Actor): Promise<Me> {
  const person = actor.kind === 'person' ? await findPerson(app.db, actor.orgId, actor.id) : undefined
  if (!person) throw new Refusal('forbidden', { reason: 'for people' })
  const { id, name, email, roles, locale } = person
  return {
    person: { id, name, email, roles: [...roles], locale },
    organisation: await getOrganisation(app.db, actor.orgId),
    permissions: [...actor.permissions].sort(),
  }
}

function visitorOf(request: FastifyRequest): Visitor {
  return { address: request.ip, userAgent: request.headers['user-agent'] ?? '' }
}
