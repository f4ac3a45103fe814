import { MINUTE } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import { lexiconWordsOf } from '../monitoring/lexicon-reads.ts'
import type { AlarmSubject } from './schema.ts'

const MOST_WORDS = 5

/** An alarm about sensitive words says which: those that posts of its window held, the most frequent first. */
export async function withWords<
  A extends { readonly at: Date; readonly windowMinutes: number; readonly subject?: AlarmSubject | undefined },
>(db: Db, watched: { readonly orgId: string; readonly trackId: string }, alarm: A): Promise<A> {
  const { subject, at, windowMinutes } = alarm
  if (subject?.category === undefined) return alarm
  const span = { from: new Date(at.getTime() - windowMinutes * MINUTE), to: at }
  const of = { trackId: watched.trackId, lexiconId: subject.category }
  const words = await lexiconWordsOf(db, watched.orgId, of, span, MOST_WORDS)
  return { ...alarm, subject: { ...subject, words: words.map(({ word }) => word) } }
}
