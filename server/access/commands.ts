import { parseArgs } from 'node:util'
import type { App, Command } from '../app.ts'
import type { CommandIo } from '../base/command.ts'
import { Refusal } from '../base/errors.ts'
import { listOrganisations } from './reads.ts'
import { sealActs } from './seal-actions.ts'
import { userCommand } from './user-commands.ts'
import { verifyAudit } from './verification-reads.ts'

const verifyAuditCommand: Command = {
  name: 'verify-audit',
  usage: 'verify-audit [--org ID] [--expect COUNT:HASH]',
  summary: 'recompute the audit of one or every organisation and name the first broken row',
  run: async (args, io, app) => {
    const options = { org: { type: 'string' }, expect: { type: 'string' } } as const
    const { values } = parseArgs({ args: [...args], options, strict: true })
    if (values.expect !== undefined && values.org === undefined)
      throw new Refusal('invalid', { field: 'org', reason: '--expect needs --org' })
    const running = await app()
    const known = await listOrganisations(running.db)
    const chosen = values.org === undefined ? known : known.filter(({ id }) => id === values.org)
    if (values.org !== undefined && chosen.length === 0) {
      throw new Refusal('not-found', { field: 'org', reason: `there is no organisation ${values.org}` })
    }
    let isWhole = true
    for (const { id } of chosen) isWhole = (await verifyOne(running, id, values.expect, io)) && isWhole
    return isWhole ? 0 : 1
  },
}

export const accessCommands: readonly Command[] = [verifyAuditCommand, userCommand]

/**
 * @param expected the head as somebody noted it elsewhere: even who changes the whole database together with its head cannot change
 * that note
 */
async function verifyOne(app: App, orgId: string, expected: string | undefined, io: CommandIo): Promise<boolean> {
  await sealActs(app, orgId)
  const { isWhole, rows, sealed, firstBroken, head } = await verifyAudit(app.db, orgId, notedHead(expected))
  const verdict = isWhole ? 'whole' : `BROKEN at ${firstBroken?.id}: ${firstBroken?.why}`
  io.stdout.write(`${orgId}  ${rows} rows, ${sealed} sealed, head ${head.count}:${head.hash}  ${verdict}\n`)
  return isWhole
}

function notedHead(text: string | undefined): { count: number; hash: string } | undefined {
  if (text === undefined) return undefined
  const [, count, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? []
  if (count === undefined || hash === undefined) {
    throw new Refusal('invalid', { field: 'expect', reason: 'must be COUNT:HASH as an earlier run printed it' })
  }
  return { count: Number(count), hash }
}
