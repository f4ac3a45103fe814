import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { Type } from 'typebox'
import type { Actor, AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import { Refusal } from '../base/errors.ts'
import { eachReject } from './import-batch-store.ts'
import {
  cancelImport,
  changeImport,
  checkMapping,
  getImport,
  makeImport,
  pauseImport,
  runImport,
} from './import-change-actions.ts'
import { previewRows } from './import-preview-actions.ts'
import { getImportPage, listImportCards } from './import-reads.ts'
import { type Reject, rejectJson, rejectTable } from './import-reject-file.ts'
import {
  ImportCard,
  ImportPage,
  ImportSettings,
  NewImport,
  PartAnswer,
  PartQuery,
  Preview,
  PreviewAsked,
} from './import-schema.ts'
import { MOST_PART_BYTES, receivePart } from './import-upload-actions.ts'
import type { Watching } from './watching.ts'

const ImportId = Type.Object({ importId: Type.String({ format: 'uuid' }) })
const RejectsQuery = Type.Object({ form: Type.Optional(Type.Union([Type.Literal('jsonl'), Type.Literal('csv')])) })

/** /api/imports: files that people bring. */
export function importEndpoints(app: Watching): AppEndpoint[] {
  return [...bringing(app), ...looking(app), ...deciding(app)]
}

function bringing(app: Watching): AppEndpoint[] {
  return [
    endpoint({
      method: 'POST',
      url: '/api/imports',
      access: 'sources.manage',
      summary: 'announces files to import; their content is sent in parts',
      shapes: { body: NewImport, answer: ImportPage },
      status: 201,
      answer: async ({ actor, body }) => pageOf(app, actor, await makeImport(app, actor, body)),
    }),
    endpoint({
      method: 'PUT',
      url: '/api/imports/:importId/content',
      access: 'sources.manage',
      summary:
        'a part of an announced file as application/octet-stream; 409 with values.received where another byte is due',
      shapes: { params: ImportId, query: PartQuery, answer: PartAnswer },
      raw: true,
      bodyLimit: MOST_PART_BYTES,
      answer: async ({ actor, params, query, request }) => {
        const bytes = request.body as AsyncIterable<Uint8Array> | undefined
        return receivePart(app, actor, params.importId, { ...query, bytes })
      },
    }),
    endpoint({
      method: 'PUT',
      url: '/api/imports/:importId/settings',
      access: 'sources.manage',
      summary: 'source, zone, time of collection and columns; the files are looked through again',
      shapes: { params: ImportId, body: ImportSettings, answer: ImportPage },
      answer: async ({ actor, params, body }) => {
        await changeImport(app, actor, params.importId, body)
        return pageOf(app, actor, params.importId)
      },
    }),
    endpoint({
      method: 'POST',
      url: '/api/imports/:importId/preview',
      access: 'sources.manage',
      summary: 'what a mapping of columns would make of the first rows of a table; nothing is kept',
      shapes: { params: ImportId, body: PreviewAsked, answer: Preview },
      answer: async ({ actor, params, body }) => {
        const { inspection, zone, collectedAt } = await getImport(app, actor, params.importId)
        const tables = inspection?.files.flatMap(({ unknown }) => unknown) ?? []
        const table = tables.find(({ fingerprint }) => fingerprint === body.fingerprint)
        if (!table) throw new Refusal('invalid', { field: 'fingerprint', reason: 'no table has these columns' })
        const at = body.collectedAt === undefined ? collectedAt : body.collectedAt && new Date(body.collectedAt)
        return previewRows(checkMapping(body.mapping), table.samples, {
          zone: body.zone ?? zone,
          now: app.clock.now(),
          ...(at ? { crawledAt: at } : {}),
        })
      },
    }),
  ]
}

function looking(app: Watching): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/imports',
      access: 'posts.read',
      summary: 'imports, newest first',
      shapes: { answer: Type.Array(ImportCard) },
      answer: async ({ actor }) => listImportCards(app.db, actor.orgId, app.clock.now()),
    }),
    endpoint({
      method: 'GET',
      url: '/api/imports/:importId',
      access: 'posts.read',
      summary: 'one import: what its files are, what its rows would come to, how far it is',
      shapes: { params: ImportId, answer: ImportPage },
      answer: async ({ actor, params }) => pageOf(app, actor, params.importId),
    }),
    endpoint({
      method: 'GET',
      url: '/api/imports/:importId/rejects',
      access: 'posts.read',
      summary:
        'the refused rows as they stood, with reasons, as a file (form: jsonl or csv) to correct and import again',
      shapes: { params: ImportId, query: RejectsQuery },
      stream: true,
      answer: async ({ actor, params, query, reply }) => {
        const { id } = await getImport(app, actor, params.importId)
        const form = query.form ?? 'jsonl'
        reply.hijack()
        await sendRejects(eachReject(app.db, actor.orgId, id), form, reply.raw, `rejects-${id}.${form}`)
      },
    }),
  ]
}

function deciding(app: Watching): AppEndpoint[] {
  const verb = (name: string, summary: string, act: (actor: Actor, id: string) => Promise<void>): AppEndpoint =>
    endpoint({
      method: 'POST',
      url: `/api/imports/:importId/${name}`,
      access: 'sources.manage',
      summary,
      shapes: { params: ImportId, answer: ImportPage },
      answer: async ({ actor, params }) => {
        await act(actor, params.importId)
        return pageOf(app, actor, params.importId)
      },
    })
  return [
    verb('run', 'takes the rows in, or goes on after a pause or a failure', (actor, id) => runImport(app, actor, id)),
    verb('pause', 'pauses; what is in stays', (actor, id) => pauseImport(app, actor, id)),
    verb('cancellation', 'ends it; what is in stays, the files are removed', (actor, id) =>
      cancelImport(app, actor, id),
    ),
  ]
}

function pageOf(app: Watching, actor: Actor, id: string): Promise<ImportPage> {
  return getImportPage(app.db, actor.orgId, id, app.clock.now())
}

async function sendRejects(
  rejects: AsyncGenerator<Reject>,
  form: 'jsonl' | 'csv',
  out: ServerResponse,
  name: string,
): Promise<void> {
  out.writeHead(200, {
    'content-type': form === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8',
    'content-disposition': `attachment; filename="${name}"`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  const first = await rejects.next()
  const table = rejectTable(first.done ? undefined : first.value)
  const send = async (text: string): Promise<void> => {
    if (!out.destroyed && !out.write(text)) await Promise.race([once(out, 'drain'), once(out, 'close')])
  }
  if (form === 'csv') await send(table.header)
  for (let next = first; !next.done && !out.destroyed; next = await rejects.next()) {
    await send(form === 'csv' ? table.line(next.value) : rejectJson(next.value))
  }
  out.end()
}
