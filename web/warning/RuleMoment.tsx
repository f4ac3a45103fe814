import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { RuleSettings, Moment as Said } from '../../server/warning/rule-schema.ts'
import { useMe } from '../access/me.ts'
import { post, serverNow } from '../api.ts'
import { postsLink } from '../monitoring/links.ts'
import { utcOf } from '../monitoring/local-time.ts'
import { PostLine } from '../monitoring/PostLine.tsx'
import { RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Labelled } from '../ui/Pieces.tsx'
import { RuleAbout } from './RuleAbout.tsx'
import { RULE_WORDS } from './rule-words.ts'

type MomentAsked = { readonly detector: string; readonly at: string; readonly settings?: RuleSettings }

/** Why it would call at this moment, or why not, with the biggest posts of the hour. */
export function RuleMoment(props: {
  readonly trackId: string
  readonly asked: MomentAsked
  readonly isShare: boolean
  readonly hasCurve: boolean
}) {
  const { trackId, asked, isShare, hasCurve } = props
  const words = useWords(RULE_WORDS)
  const format = useFormat()
  const said = useQuery({
    queryKey: ['back-test', trackId, 'moment', asked],
    queryFn: () => post<Said>(`/api/alert-rules/${trackId}/moments`, asked),
    staleTime: 60_000,
  })
  if (said.error) return <RefusalText error={said.error} />
  if (!said.data) return <p role="status">{words.waiting}</p>
  const { value, low, high, from, to, posts, why, about } = said.data
  const write = isShare ? format.share : (count: number) => format.size(Math.round(count))
  return (
    <div className="rule-moment" aria-live="polite">
      <p>
        <strong>
          <Why said={said.data} />
        </strong>
        {why === 'not-read' || (about === undefined && !hasCurve) ? null : (
          <span className="soft small figures">
            {' · '}
            {about ? (
              <RuleAbout seen={{ detector: asked.detector, value, baseline: high, about }} />
            ) : (
              words.valueOf({ value: write(value), low: write(low), high: write(high) })
            )}
          </span>
        )}
      </p>
      {posts.length === 0 ? <p className="soft">{words.noPosts}</p> : null}
      {posts.map((each) => (
        <PostLine key={each.id} post={each} />
      ))}
      {posts.length > 0 ? <Link to={postsLink({ trackId, from, to })}>{words.allPosts}</Link> : null}
    </div>
  )
}

function Why({ said }: { readonly said: Said }) {
  const words = useWords(RULE_WORDS)
  const format = useFormat()
  const score = said.score.toFixed(2)
  const threshold = said.threshold.toFixed(2)
  const until = said.restsUntil ? format.moment(said.restsUntil, serverNow()) : ''
  const text: Record<Said['why'], string> = {
    spoke: words.whySpoke({ score, threshold }),
    'spoke-fixed': words.whyFixed,
    off: words.whyOff,
    below: words.whyBelow({ score, threshold }),
    unable: words.whyUnable,
    'few-posts': words.whyFew({ posts: said.hourPosts, least: said.leastPosts ?? 0 }),
    resting: words.whyResting({ until }),
    late: words.whyLate,
    'not-read': words.whyNotRead,
  }
  return text[said.why]
}

/** "Why did nobody call us at half past three?" */
export function RuleWhyNot(props: {
  readonly trackId: string
  readonly detector: string
  readonly settings: RuleSettings | undefined
  readonly isShare: boolean
  readonly hasCurve: boolean
}) {
  const { trackId, detector, settings, isShare, hasCurve } = props
  const words = useWords(RULE_WORDS)
  const { organisation } = useMe()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState<string>()
  const ask = (): void => {
    if (typed !== '') setAt(utcOf(typed, organisation.zone))
  }
  return (
    <div className="rule-why">
      <h4>{words.whyTitle}</h4>
      <div className="rule-why-ask">
        <Labelled text={words.whyAt}>
          <input
            type="datetime-local"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={(event) => (event.key === 'Enter' ? ask() : undefined)}
          />
        </Labelled>
        <Button disabled={typed === ''} onClick={ask}>
          {words.whyAsk}
        </Button>
      </div>
      {at ? (
        <RuleMoment
          trackId={trackId}
          asked={{ detector, at, ...(settings ? { settings } : {}) }}
          isShare={isShare}
          hasCurve={hasCurve}
        />
      ) : null}
    </div>
  )
}
