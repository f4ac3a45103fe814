import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { makeChannel } from '../../server/access/channel-actions.ts'
import { sendNotice } from '../../server/access/notice-actions.ts'
import { addSubscription } from '../../server/access/push-actions.ts'
import { makeToken } from '../../server/access/token-actions.ts'
import { makeWebhook, testWebhook } from '../../server/access/webhook-actions.ts'
import { inTransaction } from '../../server/base/db.ts'
import { Refusal } from '../../server/base/errors.ts'
import { newId } from '../../server/base/ids.ts'
import { makeBrief } from '../../server/crises/brief-actions.ts'
import { correctPost } from '../../server/monitoring/correction-actions.ts'
import { makeExport } from '../../server/monitoring/export-actions.ts'
import { storeRanks } from '../../server/monitoring/hot-list-store.ts'
import { makeImport } from '../../server/monitoring/import-change-actions.ts'
import { makeInbound, readInboundPage } from '../../server/monitoring/inbound-actions.ts'
import { receiveInbound } from '../../server/monitoring/inbound-receiving-actions.ts'
import { makeLexicon } from '../../server/monitoring/lexicon-actions.ts'
import { getPostHistory } from '../../server/monitoring/post-history-reads.ts'
import { recordFile } from '../../server/monitoring/recording-actions.ts'
import { startRun } from '../../server/monitoring/replay-run-actions.ts'
import { openRumour } from '../../server/monitoring/rumour-actions.ts'
import { saveSearch } from '../../server/monitoring/saved-search-actions.ts'
import { makeSource } from '../../server/monitoring/source-actions.ts'
import type { Room } from './crisis.ts'
import { deviceOf } from './device.ts'
import { oncallThings } from './oncall.ts'
import { makeWordRule } from './word-rule.ts'

/** What an address can name, by its name there. */
export type Ids = Readonly<Record<string, string>>

/** One of everything that an address can name, of the room's company. */
export async function thingsOf(room: Room): Promise<Ids> {
  const { app, company } = room
  const alertId = await room.raise()
  const crisisId = await room.declare()
  await makeBrief(app, company.commander, crisisId, 'first')
  const { token } = await makeToken(app, company.administrator, {
    name: '青禾',
    permissions: ['posts.read'],
    expiresInDays: 1,
  })
  const post = await sql<{ id: string }>`
    select post_id as id from post_keys where org_id = ${company.orgId} limit 1`.execute(app.db)
  await app.outbox.put(app.db, { orgId: company.orgId, channel: 'email', body: {}, key: newId(), mode: 'live' })
  const failure = await sql<{ id: string }>`
    update outbox set state = 'set_aside', error = '青禾' where org_id = ${company.orgId} returning id`.execute(app.db)
  const clock = (await room.page(crisisId)).clocks[0]
  const entryId = await hotEntryOf(room)
  await tellNotice(room)
  const all = {
    alertId,
    channelId: await channelOf(room),
    crisisId,
    clockId: clock?.id,
    entryId,
    failureId: failure.rows[0]?.id,
    importId: await makeImport(app, company.administrator, { files: [{ name: '青禾.csv', bytes: 1 }] }),
    exportId: await exportOf(room),
    lexiconId: (await makeLexicon(app, company.pr, { name: '青禾', words: [] })).id,
    list: '青禾榜',
    storyId: (await openRumour(app, company.pr, post.rows[0]?.id ?? '')).story.id,
    savedSearchId: await savedSearchOf(room),
    personId: company.analyst.id,
    ruleId: await makeWordRule(room),
    postId: post.rows[0]?.id,
    sessionId: await sessionIdOf(room),
    subscriptionId: (await addSubscription(app, company.administrator, deviceOf('things'))).id,
    sourceId: await sourceOf(room),
    tokenId: token.id,
    trackId: room.trackId,
    ...(await webhookOf(room)),
    ...(await replayOf(room)),
    correctionId: await correctionOf(room, post.rows[0]?.id ?? ''),
    ...(await inboundOf(room)),
    ...(await oncallThings(room)),
  }
  for (const [name, id] of Object.entries(all)) assert.ok(id, `no ${name}`)
  return all as Ids
}

async function tellNotice({ app, company: { orgId } }: Room): Promise<void> {
  const to = { permission: 'alerts.handle' } as const
  const words = () => ({ subject: '青禾', lines: [] })
  await inTransaction(app.db, (trx) =>
    sendNotice(app, trx, { orgId, to, key: 'test', topic: 'alert', mode: 'live', words }),
  )
}

async function channelOf({ app, company }: Room): Promise<string> {
  const values = { host: 'smtp.qinghe.example', from: 'weiji@qinghe.example' }
  return makeChannel(app, company.administrator, { notifier: 'email', name: '青禾', values })
}

async function hotEntryOf({ app, company }: Room): Promise<string | undefined> {
  const at = app.clock.now()
  const seen = { list: '青禾榜', rank: 1, at: at.toISOString(), topic: '青禾召回', url: '', externalId: 'hot' }
  await inTransaction(app.db, (trx) => storeRanks(trx, company.orgId, 'test', at, [seen]))
  const found = await sql<{ id: string }>`
    select entry_id as id from hot_list_entries where org_id = ${company.orgId}`.execute(app.db)
  return found.rows[0]?.id
}

async function sourceOf({ app, company }: Room): Promise<string> {
  const settings = { address: 'https://news.example/feed' }
  return (await makeSource(app, company.administrator, { name: '青禾訂閱', kind: 'feed', settings })).source.id
}

async function exportOf({ app, company }: Room): Promise<string> {
  const wanted = { format: 'csv', columns: ['text'], query: {}, locale: 'zh-Hant' } as const
  return (await makeExport(app, company.commander, { ...wanted, columns: [...wanted.columns] })).id
}

async function savedSearchOf({ app, company }: Room): Promise<string> {
  return (await saveSearch(app, company.commander, { name: '青禾', query: {}, isShared: true })).id
}

async function correctionOf({ app, company }: Room, postId: string): Promise<string | undefined> {
  await correctPost(app, company.commander, postId, { sentiment: 'positive', reason: '青禾' })
  return (await getPostHistory(app.db, company.orgId, postId)).corrections[0]?.id
}

async function replayOf({ app, company }: Room): Promise<Ids> {
  const line = JSON.stringify({ externalId: '1', platform: 'weibo', postedAt: '2026-03-01T00:00:00Z', text: '青禾' })
  const bytes = async function* () {
    yield Buffer.from(line)
  }
  const recording = await recordFile(app, company.administrator, { name: '青禾.jsonl', bytes: bytes() })
  const given = { recordingId: recording.id, into: 'practice', speed: null } as const
  return { recordingId: recording.id, runId: await startRun(app, company.administrator, given) }
}

async function webhookOf({ app, company }: Room): Promise<Ids> {
  const given = { name: '青禾', url: 'https://hooks.example/', kinds: ['warning.alert' as const] }
  const { webhook } = await makeWebhook(app, company.administrator, given)
  const { id } = await testWebhook(app, company.administrator, webhook.id)
  return { webhookId: webhook.id, deliveryId: id }
}

/** An address for signed posts, to which something was sent that cannot be read. */
async function inboundOf({ app, company }: Room): Promise<Ids> {
  const { inbound, secret } = await makeInbound(app, company.administrator, { source: '青禾工單', scheme: 'hub' })
  const body = Buffer.from('[{"a": "青禾"}]')
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  const headers = { 'x-hub-signature-256': `sha256=${signature}` }
  await assert.rejects(receiveInbound(app, { inboundId: inbound.id, headers, body }), Refusal)
  const { payloads } = await readInboundPage(app, company.administrator, inbound.id)
  return { inboundId: inbound.id, payloadId: payloads[0]?.id ?? '' }
}

async function sessionIdOf({ app, company }: Room): Promise<string> {
  const id = newId(app.clock.now().getTime())
  await sql`
    insert into sessions (org_id, id, person_id, token_hash, created_at, last_seen_at, expires_at, address, user_agent)
    values (${company.orgId}, ${id}, ${company.analyst.id}, sha256('x'), ${app.clock.now()}, ${app.clock.now()},
      ${new Date(app.clock.now().getTime() + 1e9)}, '192.0.2.1', '')`.execute(app.db)
  return id
}
