import { Type } from 'typebox'
import type { App, AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import { accountEndpoints } from './account-routes.ts'
import { changeRoles, disablePerson, enablePerson, invitePerson, makePersonLink } from './people-actions.ts'
import { listActs, listPeople } from './reads.ts'
import {
  AuditQuery,
  AuditRow,
  InvitedPerson,
  MadeToken,
  NewPerson,
  NewRoles,
  NewToken,
  OneTimeLink,
  Person,
  Reason,
  Token,
  Verification,
} from './schema.ts'
import { sealActs } from './seal-actions.ts'
import { makeToken, revokeToken } from './token-actions.ts'
import { listTokenRows } from './token-store.ts'
import { verifyAudit } from './verification-reads.ts'

const PersonId = Type.Object({ personId: Type.String({ format: 'uuid' }) })
const TokenId = Type.Object({ tokenId: Type.String({ format: 'uuid' }) })

export function accessEndpoints(app: App): AppEndpoint[] {
  return [...accountEndpoints(app), ...people(app), ...disabling(app), ...tokens(app), ...audit(app)]
}

function people(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/people',
      access: 'people.read',
      summary: 'Everybody of the organisation',
      shapes: { answer: Type.Array(Person) },
      answer: async ({ actor }) => listPeople(app.db, actor.orgId),
    }),
    endpoint({
      method: 'POST',
      url: '/api/people',
      access: 'people.manage',
      summary: 'Invite somebody; the link is shown once',
      shapes: { body: NewPerson, answer: InvitedPerson },
      status: 201,
      answer: async ({ actor, body }) => invitePerson(app, actor, body),
    }),
    endpoint({
      method: 'PUT',
      url: '/api/people/:personId/roles',
      access: 'people.manage',
      summary: 'Give and take roles, never one’s own',
      shapes: { params: PersonId, body: NewRoles, answer: Person },
      answer: async ({ actor, params, body }) => changeRoles(app, actor, params.personId, body.roles),
    }),
    endpoint({
      method: 'POST',
      url: '/api/people/:personId/link',
      access: 'people.manage',
      summary: 'A new one-time link to set a password; shown once',
      shapes: { params: PersonId, answer: OneTimeLink },
      status: 201,
      answer: async ({ actor, params }) => ({ link: await makePersonLink(app, actor, params.personId) }),
    }),
  ]
}

function disabling(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'POST',
      url: '/api/people/:personId/disabling',
      access: 'people.manage',
      summary: 'Disable somebody; ends all sessions at once',
      shapes: { params: PersonId, body: Reason, answer: Person },
      answer: async ({ actor, params, body }) => disablePerson(app, actor, params.personId, body.reason),
    }),
    endpoint({
      method: 'DELETE',
      url: '/api/people/:personId/disabling',
      access: 'people.manage',
      summary: 'Let somebody in again',
      shapes: { params: PersonId, body: Reason, answer: Person },
      answer: async ({ actor, params, body }) => enablePerson(app, actor, params.personId, body.reason),
    }),
  ]
}

function tokens(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/tokens',
      access: 'tokens.manage',
      summary: 'Keys of programs, without their secrets',
      shapes: { answer: Type.Array(Token) },
      answer: async ({ actor }) => listTokenRows(app.db, actor.orgId),
    }),
    endpoint({
      method: 'POST',
      url: '/api/tokens',
      access: 'tokens.manage',
      summary: 'Make a key for a program; the secret is shown once',
      shapes: { body: NewToken, answer: MadeToken },
      status: 201,
      answer: async ({ actor, body }) => makeToken(app, actor, body),
    }),
    endpoint({
      method: 'DELETE',
      url: '/api/tokens/:tokenId',
      access: 'tokens.manage',
      summary: 'Revoke a key',
      shapes: { params: TokenId },
      answer: async ({ actor, params }) => revokeToken(app, actor, params.tokenId),
    }),
  ]
}

function audit(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/audit',
      access: 'audit.read',
      summary: 'Who did what, newest first',
      shapes: { query: AuditQuery, answer: Type.Array(AuditRow) },
      answer: async ({ actor, query }) => {
        const { before, limit, verb, object } = query
        return listActs(app.db, actor.orgId, {
          first: 'newest',
          before,
          limit,
          verbs: verb === undefined ? undefined : [verb],
          objectIds: object === undefined ? undefined : [object],
        })
      },
    }),
    endpoint({
      method: 'GET',
      url: '/api/audit/verification',
      access: 'audit.read',
      summary: 'Recompute the whole chain and name the first broken row',
      shapes: { answer: Verification },
      answer: async ({ actor }) => {
        await sealActs(app, actor.orgId)
        return verifyAudit(app.db, actor.orgId)
      },
    }),
  ]
}
