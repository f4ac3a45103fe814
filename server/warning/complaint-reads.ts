import { postsByIds, type Span } from '../monitoring/reads.ts'
import { listVoices } from '../monitoring/voice-reads.ts'
import type { GrownWord } from '../text/words.ts'
import { chooseComplaint, complaintsOf } from './complaint.ts'
import type { AlertContents } from './schema.ts'
import type { PageApp } from './watching.ts'

/** Enough to tell what most say; more would only make the page late. */
const VOICES = 500
const ALIKE_SHOWN = 4
/** The order of the engine's probabilities: negative, neutral, positive. */
const CLASSES = 3

/** What people complain of, in a sentence that one of them wrote; null where no sentence says it. */
export async function topComplaint(
  { db, judges }: PageApp,
  orgId: string,
  trackId: string,
  span: Span,
  grown: readonly GrownWord[],
): Promise<AlertContents['topComplaint']> {
  const voices = await listVoices(db, orgId, trackId, span, VOICES)
  const choices = complaintsOf(
    judges.fold,
    voices,
    grown.map(({ word }) => word),
  )
  if (choices.length === 0) return null
  const { probabilities } = await judges.judge(
    choices.map(({ sentence }) => sentence),
    'no tracks',
    [],
  )
  const found = chooseComplaint(
    choices,
    choices.map((_, n) => probabilities[n * CLASSES] ?? 0),
  )
  if (!found) return null
  const cards = await postsByIds(db, orgId, [found.postId, ...found.alike.slice(0, ALIKE_SHOWN)])
  const [post, ...alike] = cards
  if (post?.id !== found.postId) return null
  const of = new Set(voices.map(({ author }) => author)).size
  return { post, sentence: found.sentence, authors: found.authors, of, alike }
}
