import { Type } from 'typebox'
import type { AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import { Refusal } from '../base/errors.ts'
import { findHotCurve, listHotLists } from './hot-list-reads.ts'
import { HotCurve, HotCurveQuery, HotLists } from './hot-list-schema.ts'
import type { Watching } from './watching.ts'

const EntryPlace = Type.Object({
  list: Type.String({ minLength: 1, maxLength: 200 }),
  entryId: Type.String({ format: 'uuid' }),
})

export function hotListEndpoints(app: Watching): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/hot-lists',
      access: 'posts.read',
      summary: 'every hot list as it stood when it was last looked at, entries of ours first',
      shapes: { answer: HotLists },
      answer: async ({ actor }) => ({
        lists: await listHotLists(app.db, app.judges.fold, actor.orgId, app.clock.now()),
      }),
    }),
    endpoint({
      method: 'GET',
      url: '/api/hot-lists/:list/entries/:entryId',
      access: 'posts.read',
      summary: 'how one topic rose and fell on one list, look by look; nothing where nobody looked',
      shapes: { params: EntryPlace, query: HotCurveQuery, answer: HotCurve },
      answer: async ({ actor, params, query }) => {
        const { days } = query
        const asked = { ...params, ...(days === undefined ? {} : { days }) }
        const curve = await findHotCurve(app.db, app.judges.fold, actor.orgId, asked)
        if (!curve) throw new Refusal('not-found')
        return curve
      },
    }),
  ]
}
