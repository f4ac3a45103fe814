import type { BackTest } from '../../server/warning/rule-schema.ts'
import { Linked, useSentence } from './AlertWhy.tsx'

type Fired = BackTest['fired'][number]
type Seen = Pick<Fired, 'value' | 'baseline'> & {
  readonly detector: string
  readonly about: NonNullable<Fired['about']>
}

/** The post, account, story or topic that a rule spoke of, in the words of the alert page. */
export function RuleAbout({ seen }: { readonly seen: Seen }) {
  const sentence = useSentence()
  const { detector, value: observed, baseline: expected, about: subject } = seen
  return (
    <Linked postId={subject.postId}>{sentence({ detector, observed, expected, windowMinutes: 0, subject })}</Linked>
  )
}
