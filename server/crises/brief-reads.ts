import { HOUR } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { authorReach, countPosts, emotionsOf, keyNodes, peakOf, platformsOf, regionsOf } from '../monitoring/reads.ts'
import type { Fold } from '../text/fold.ts'
import type { WatchApp } from '../warning/watching.ts'
import { assembleBrief, type BriefBody, type BriefParts } from './brief.ts'
import { type BriefRow, selectBrief, selectBriefs } from './brief-store.ts'
import { getCrisisRow } from './crisis-reads.ts'
import type { CrisisRow } from './crisis-store.ts'
import { listDemands } from './demand-reads.ts'
import type { Brief } from './schema.ts'
import { findStory, type Story } from './story-reads.ts'

const KEY_NODES = 10
/** A story of up to two days is drawn in steps of five minutes, a longer one in hours. */
const FINE_HOURS = 48

/** The brief from the data of this moment (handbook 三(一)1); nothing is kept. */
export async function draftBrief({ db, judges }: WatchApp, crisis: CrisisRow, now: Date): Promise<BriefBody> {
  const story = await findStory(db, crisis, now)
  return assembleBrief(story ? await partsOf(db, judges.fold, story) : { ...EMPTY, from: crisis.firstAlertAt, to: now })
}

export type BriefList = { versions: { version: number; madeAt: string; byName: string; sentAt: string | null }[] }

/** @throws Refusal `not-found` */
export async function listBriefs(db: Db, orgId: string, crisisId: string): Promise<BriefList> {
  const crisis = await getCrisisRow(db, orgId, crisisId)
  const versions = (await selectBriefs(db, crisis)).map(({ version, madeAt, byName, sentAt }) => ({
    version,
    madeAt: madeAt.toISOString(),
    byName,
    sentAt: sentAt?.toISOString() ?? null,
  }))
  return { versions }
}

/**
 * @param version a number; `latest`; `draft` = made from the data at this moment, version 0 and nobody's
 * @throws Refusal `not-found`
 */
export async function getBrief(app: WatchApp, orgId: string, crisisId: string, version: string): Promise<Brief> {
  const { db, clock } = app
  const crisis = await getCrisisRow(db, orgId, crisisId)
  if (version === 'draft') {
    const now = clock.now()
    const draft = { version: 0, madeAt: now.toISOString(), byName: '', comment: '', sentTo: null, sentAt: null }
    return { ...(await draftBrief(app, crisis, now)), ...draft }
  }
  const wanted = version === 'latest' ? undefined : Number(version)
  if (wanted !== undefined && !(Number.isSafeInteger(wanted) && wanted > 0 && wanted < 2 ** 31))
    throw new Refusal('not-found')
  const row = await selectBrief(db, crisis, wanted)
  if (!row) throw new Refusal('not-found')
  return briefOf(row)
}

export function briefOf({ snapshot, madeAt, sentAt, version, byName, comment, sentTo }: BriefRow): Brief {
  return {
    ...snapshot,
    version,
    byName,
    comment,
    sentTo,
    madeAt: madeAt.toISOString(),
    sentAt: sentAt?.toISOString() ?? null,
  }
}

async function partsOf(db: Db, fold: Fold, story: Story): Promise<BriefParts> {
  const { orgId, trackId, span, firstPost } = story
  const minutes = span.to.getTime() - span.from.getTime() <= FINE_HOURS * HOUR ? 5 : 60
  const peak = await peakOf(db, orgId, trackId, span, minutes)
  return {
    trackId,
    ...span,
    counts: await countPosts(db, orgId, trackId, span),
    platforms: await platformsOf(db, orgId, trackId, span),
    regions: await regionsOf(db, orgId, trackId, span),
    emotions: await emotionsOf(db, orgId, trackId, span),
    reach: await authorReach(db, orgId, trackId, span),
    firstPost: firstPost ?? null,
    peak: peak ? { ...peak, minutes } : null,
    keyNodes: await keyNodes(db, orgId, trackId, span, KEY_NODES),
    demands: await listDemands(db, fold, story),
  }
}

/** Of a crisis that nothing is watched for: every number is nought and every question open. */
const EMPTY: Omit<BriefParts, 'from' | 'to'> = {
  trackId: null,
  counts: { posts: 0, originals: 0, reposts: 0, comments: 0, authors: 0, judged: 0, negative: 0 },
  platforms: [],
  regions: [],
  emotions: [],
  reach: { followers: 0, knownAuthors: 0, authors: 0 },
  firstPost: null,
  peak: null,
  keyNodes: [],
  demands: [],
}
