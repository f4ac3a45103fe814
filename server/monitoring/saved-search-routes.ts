import { Type } from 'typebox'
import type { App, AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import { changeSearch, deleteSearch, listSaved, saveSearch } from './saved-search-actions.ts'
import { NewSavedSearch, SavedSearch } from './saved-search-schema.ts'

const SavedSearchId = Type.Object({ savedSearchId: Type.String({ format: 'uuid' }) })

export function savedSearchEndpoints(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/saved-searches',
      access: 'posts.read',
      summary: 'searches under a name: one’s own and those that colleagues share',
      shapes: { answer: Type.Array(SavedSearch) },
      answer: async ({ actor }) => listSaved(app, actor),
    }),
    endpoint({
      method: 'POST',
      url: '/api/saved-searches',
      access: 'posts.read',
      summary: 'keeps a search under a name, for oneself or for everybody',
      shapes: { body: NewSavedSearch, answer: SavedSearch },
      status: 201,
      answer: async ({ actor, body }) => saveSearch(app, actor, body),
    }),
    endpoint({
      method: 'PUT',
      url: '/api/saved-searches/:savedSearchId',
      access: 'posts.read',
      summary: 'renames or shares a saved search of one’s own, or changes what it looks for',
      shapes: { params: SavedSearchId, body: NewSavedSearch, answer: SavedSearch },
      answer: async ({ actor, params, body }) => changeSearch(app, actor, params.savedSearchId, body),
    }),
    endpoint({
      method: 'DELETE',
      url: '/api/saved-searches/:savedSearchId',
      access: 'posts.read',
      summary: 'deletes a saved search of one’s own',
      shapes: { params: SavedSearchId },
      answer: async ({ actor, params }) => deleteSearch(app, actor, params.savedSearchId),
    }),
  ]
}
