import type { Db } from '../base/db.ts'
import { postsByIds, sampleTexts } from '../monitoring/reads.ts'
import type { Fold } from '../text/fold.ts'
import { grownWords } from '../text/words.ts'
import type { BriefParts } from './brief.ts'
import type { Story } from './story-reads.ts'

const TEXTS_READ = 2000
const DEMANDS = 8

/**
 * What people complain of and ask for (handbook 三(一)1 用戶的情緒和訴求): words that have grown in the negative posts of the story
 * against those before it, each with the number of posts behind it and the newest of them.
 */
export async function listDemands(db: Db, fold: Fold, story: Story): Promise<BriefParts['demands']> {
  const { orgId, trackId, span, before } = story
  const negative = { sentiment: 'negative' } as const
  const now = await sampleTexts(db, orgId, trackId, span, TEXTS_READ, negative)
  const past = await sampleTexts(db, orgId, trackId, before, TEXTS_READ, negative)
  const words = grownWords(
    fold,
    now.map(({ text }) => text),
    past.map(({ text }) => text),
  )
  const found = words.slice(0, DEMANDS).map(({ word, now: posts }) => {
    const example = now.find(({ text }) => text.includes(word))
    return { word, posts, exampleId: example?.id ?? '' }
  })
  const cards = await postsByIds(
    db,
    orgId,
    found.map(({ exampleId }) => exampleId).filter((id) => id !== ''),
  )
  return found.map(({ word, posts, exampleId }) => ({
    word,
    posts,
    example: cards.find(({ id }) => id === exampleId) ?? null,
  }))
}
