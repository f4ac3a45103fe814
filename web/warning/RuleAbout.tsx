import { Link } from 'react-router'
import type { BackTest } from '../../server/warning/rule-schema.ts'
import { postLink } from '../monitoring/links.ts'
import { useSentence } from './AlertWhy.tsx'

type Fired = BackTest['fired'][number]
type Seen = Pick<Fired, 'value' | 'baseline'> & {
  readonly detector: string
  readonly about: NonNullable<Fired['about']>
}

/** The post, account, story or topic that a rule spoke of, in the words of the alert page. */
export function RuleAbout({ seen }: { readonly seen: Seen }) {
  const sentence = useSentence()
  const { detector, value: observed, baseline: expected, about: subject } = seen
  const said = sentence({ detector, observed, expected, windowMinutes: 0, subject })
  return subject.postId === undefined ? <span>{said}</span> : <Link to={postLink(subject.postId)}>{said}</Link>
}
