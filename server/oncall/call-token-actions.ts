import { createHmac, timingSafeEqual } from 'node:crypto'
import type { App } from '../app.ts'
import { HOUR } from '../base/clock.ts'
import type { Db, Trx } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import { ensureLink, findLinkRow, type LinkRow } from './call-link-store.ts'

const VALID_HOURS = 48
const ID_BYTES = 16
const MAC_BYTES = 16

/** The path of the phone page for one person in one run: `/a/` and 43 characters that nobody else can make. */
export async function linkPath(
  app: App,
  trx: Trx,
  run: { orgId: string; id: string },
  personId: string,
): Promise<string> {
  const now = app.clock.now()
  const expiresAt = new Date(now.getTime() + VALID_HOURS * HOUR)
  const { orgId, id: runId } = run
  return `/a/${tokenOf(app, await ensureLink(trx, now, { orgId, id: newId(now.getTime()), runId, personId, expiresAt }))}`
}

/** What a token leads to; undefined for one that was not made by us or has expired. Only the row's id travels: it can be revoked. */
export async function findByToken(app: App, db: Db, token: string): Promise<LinkRow | undefined> {
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length !== ID_BYTES + MAC_BYTES || bytes.toString('base64url') !== token) return undefined
  const hex = bytes.subarray(0, ID_BYTES).toString('hex')
  const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
  const link = await findLinkRow(db, id)
  if (!link || !timingSafeEqual(macOf(app, link), bytes.subarray(ID_BYTES))) return undefined
  return link.expiresAt > app.clock.now() ? link : undefined
}

export function tokenOf(app: App, link: LinkRow): string {
  return Buffer.concat([Buffer.from(link.id.replaceAll('-', ''), 'hex'), macOf(app, link)]).toString('base64url')
}

/** A key of its own is made of the installation's, so that no signature of one kind passes for another. */
function macOf({ config }: App, { orgId, id, runId, personId }: LinkRow): Buffer {
  const key = createHmac('sha256', config.secretKey).update('link of a call').digest()
  return createHmac('sha256', key).update([orgId, id, runId, personId].join(' ')).digest().subarray(0, MAC_BYTES)
}
