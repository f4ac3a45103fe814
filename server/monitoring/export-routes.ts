import { Readable } from 'node:stream'
import { Type } from 'typebox'
import type { AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import { getExport, listExports, makeExport, openExport, recordRefusedExport } from './export-actions.ts'
import { Export, NewExport } from './export-schema.ts'
import type { Watching } from './watching.ts'

const ExportId = Type.Object({ exportId: Type.String({ format: 'uuid' }) })

export function exportEndpoints(app: Watching): AppEndpoint[] {
  return [
    endpoint({
      method: 'POST',
      url: '/api/exports',
      access: 'posts.export',
      summary:
        'counts what a search finds and prepares it as a file (CSV, XLSX, JSONL); nothing has left the house yet',
      shapes: { body: NewExport, answer: Export },
      status: 201,
      onForbidden: (actor) => recordRefusedExport(app, actor, 'forbidden'),
      answer: async ({ actor, body }) => makeExport(app, actor, body),
    }),
    endpoint({
      method: 'GET',
      url: '/api/exports',
      access: 'posts.export',
      summary: 'one’s own exports of late, newest first',
      shapes: { answer: Type.Array(Export) },
      answer: async ({ actor }) => listExports(app, actor),
    }),
    endpoint({
      method: 'GET',
      url: '/api/exports/:exportId',
      access: 'posts.export',
      summary: 'how far an export of one’s own is',
      shapes: { params: ExportId, answer: Export },
      answer: async ({ actor, params }) => getExport(app, actor, params.exportId),
    }),
    endpoint({
      method: 'GET',
      url: '/api/exports/:exportId/file',
      access: 'posts.export',
      summary: 'the file of an export, as a stream; once, for whoever asked for it',
      shapes: { params: ExportId },
      answer: async ({ actor, params, reply }) => {
        const { name, type, chunks } = await openExport(app, actor, params.exportId)
        reply.header('content-type', type)
        reply.header('content-disposition', `attachment; filename="${name}"`)
        reply.header('cache-control', 'no-store')
        // Waits until it is through, or the reader has gone. Not by objects: the stream asks for more when a few kilobytes are left, so a slow reader slows the search.
        await reply.send(Readable.from(chunks, { objectMode: false }))
      },
    }),
  ]
}
