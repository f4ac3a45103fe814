import type { RumourStory } from '../../server/monitoring/rumour-schema.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Tag } from '../ui/Pieces.tsx'
import { RUMOUR_WORDS } from './rumour-words.ts'

/** As server/monitoring/rumour-reads.ts has them. */
const LIKELY = 0.8
const POSSIBLE = 0.5
const COORDINATED = 0.001

type Shown = Pick<RumourStory, 'state' | 'verdict' | 'score' | 'scoreHours' | 'chance'>

/** What people found out first; what the machine thinks beside it, from an hour of age on: before, it knows too little. */
export function RumourTags({ story }: { readonly story: Shown }) {
  const words = useWords(RUMOUR_WORDS)
  const format = useFormat()
  const { state, verdict, score, scoreHours, chance } = story
  return (
    <span className="row-tags">
      {verdict ? <Tag kind={verdict === 'true' ? 'good' : 'warn'}>{words[verdict] as string}</Tag> : null}
      {state !== verdict ? <Tag kind={state === 'clarified' ? 'good' : 'plain'}>{words[state] as string}</Tag> : null}
      {verdict === null && score !== null && (scoreHours ?? 0) > 0 ? (
        <Tag kind={score >= LIKELY ? 'wanted' : 'plain'} title={words.scoreOf({ score: format.share(score) })}>
          {score >= LIKELY ? words.likely : score >= POSSIBLE ? words.possible : words.unlikely}
        </Tag>
      ) : null}
      {chance !== null && chance < COORDINATED ? <Tag kind="wanted">{words.coordinated}</Tag> : null}
    </span>
  )
}
