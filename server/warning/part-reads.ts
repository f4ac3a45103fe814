import { DAY, HOUR } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import { platformsOf, sampleTexts } from '../monitoring/reads.ts'
import { type Fold, foldedText } from '../text/fold.ts'
import type { AlertRow } from './alert-store.ts'
import { HOLD_HOURS } from './calm.ts'
import type { PartCounts } from './part-calm.ts'

const BEFORE_DAYS = 7
const TEXTS = { now: 400, before: 1000 } as const

/** What belongs to a part in the hours before `end`, and how much that usually is. Of words different texts are counted, of at most 400. */
export async function partCounts(db: Db, fold: Fold, part: AlertRow, end: Date): Promise<PartCounts> {
  const { org_id: orgId, track_id: trackId, from_at: begin, scope } = part
  const now = { from: new Date(end.getTime() - HOLD_HOURS * HOUR), to: end }
  const before = { from: new Date(begin.getTime() - BEFORE_DAYS * DAY), to: begin }
  if (scope && 'words' in scope) {
    const [texts, past] = [
      await sampleTexts(db, orgId, trackId, now, TEXTS.now),
      await sampleTexts(db, orgId, trackId, before, TEXTS.before),
    ]
    const share = past.length === 0 ? 0 : countHolding(fold, past, scope.words) / past.length
    return { posts: countHolding(fold, texts, scope.words), usual: share * texts.length }
  }
  const isHere = ({ name }: { readonly name: string }): boolean =>
    !(scope && 'platform' in scope) || name === scope.platform
  const sum = (counts: readonly { readonly name: string; readonly posts: number }[]): number =>
    counts.filter(isHere).reduce((total, { posts }) => total + posts, 0)
  const usual = sum(await platformsOf(db, orgId, trackId, before)) * ((HOLD_HOURS * HOUR) / (BEFORE_DAYS * DAY))
  return { posts: sum(await platformsOf(db, orgId, trackId, now)), usual }
}

function countHolding(fold: Fold, texts: readonly { readonly text: string }[], words: readonly string[]): number {
  const wanted = words.map((word) => foldedText(fold, word))
  return texts.filter(({ text }) => {
    const folded = foldedText(fold, text)
    return wanted.some((word) => folded.includes(word))
  }).length
}
