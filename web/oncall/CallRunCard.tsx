import { Button } from 'antd'
import { Link } from 'react-router'
import type { CallRun, LogLine } from '../../server/oncall/schema.ts'
import { useMay } from '../access/me.ts'
import { IN_APP_WORDS, NOTICE_STATE_WORDS } from '../access/notice-words.ts'
import { post, serverNow } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import type { Format } from '../ui/format.ts'
import { useLocale, useWords } from '../ui/LocaleProvider.tsx'
import { Moment, Tag } from '../ui/Pieces.tsx'
import type { Said } from '../ui/words.ts'
import { useOncallVerb } from './use-oncall.ts'
import { ONCALL_WORDS } from './words.ts'

type Words = Said<typeof ONCALL_WORDS>

/** One calling, line by line, and what can be done while it goes on. */
export function CallRunCard({ run, hasHeadline = false }: { readonly run: CallRun; readonly hasHeadline?: boolean }) {
  const words = useWords(ONCALL_WORDS)
  const format = useFormat()
  const { locale } = useLocale()
  const now = serverNow()
  const states = {
    calling: words.calling,
    acknowledged: words.stateAcknowledged,
    closed: words.stateClosed,
    superseded: words.stateSuperseded,
    unanswered: words.unanswered,
  }
  const next = run.next && { time: format.moment(run.next.at, now), who: format.all(run.next.names) || words.nobody }
  return (
    <div className="oncall-run">
      <div className="row-tags">
        <Tag kind={`level${run.level}`}>{words.level({ n: run.level })}</Tag>
        <Tag kind={run.state === 'calling' ? 'wanted' : run.state === 'unanswered' ? 'warn' : 'plain'}>
          {states[run.state]}
        </Tag>
        {run.subject.kind === 'test' ? <Tag kind="plain">{words.test}</Tag> : null}
        {run.endedBy ? <span className="soft">{run.endedBy}</span> : null}
      </div>
      {hasHeadline ? <Headline run={run} text={run.headline[locale]} /> : null}
      <ol className="timeline">
        {run.log.map((line, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added at the end
          <li key={n}>
            <Moment at={line.at} now={now} />
            <span>
              {sentenceOf(line, n === 0, words, format)}
              {line.deliveries.length > 0 ? <Deliveries line={line} /> : null}
            </span>
          </li>
        ))}
      </ol>
      {run.next && next ? (
        <p className="soft">→ {run.next.isFinal ? words.nextFinal(next) : words.nextCall(next)}</p>
      ) : null}
      {run.state === 'calling' || run.state === 'unanswered' ? <Verbs run={run} /> : null}
    </div>
  )
}

function Headline({ run, text }: { readonly run: CallRun; readonly text: string }) {
  const { kind, id } = run.subject
  if (kind === 'test') return <p>{text}</p>
  return (
    <p>
      <Link to={kind === 'alert' ? `/alerts/${id}` : `/crises/${id}`}>{text}</Link>
    </p>
  )
}

function Verbs({ run }: { readonly run: CallRun }) {
  const words = useWords(ONCALL_WORDS)
  const may = useMay()
  const take = useOncallVerb(() => post(`/api/oncall/runs/${run.id}/acknowledgement`))
  const pass = useOncallVerb(() => post(`/api/oncall/runs/${run.id}/hand-over`))
  const error = take.error ?? pass.error
  if (!may('alerts.handle')) return null
  return (
    <div className="oncall-bar">
      <Button type="primary" loading={take.isPending} onClick={() => take.mutate()}>
        {words.take}
      </Button>
      {run.state === 'calling' && run.next ? (
        <Button loading={pass.isPending} onClick={() => pass.mutate()}>
          {words.passOn}
        </Button>
      ) : null}
      {error ? <RefusalText error={error} /> : null}
    </div>
  )
}

function sentenceOf(
  { kind, people, isFinal, detail }: LogLine,
  isFirst: boolean,
  words: Words,
  format: Format,
): string {
  const who = format.all(people)
  switch (kind) {
    case 'called':
      return isFinal ? words.calledFinal({ who }) : isFirst ? words.called({ who }) : words.calledOn({ who })
    case 'nobody':
      return words.nobodyThere
    case 'acknowledged':
      return `${words.acknowledged({ who })} ${detail === 'link' ? words.byLink : ''}`.trimEnd()
    case 'handed-over':
      return words.handedOver({ who })
    case 'refused':
      return words.refused({ who })
    case 'moved-on':
      return words.movedOn({ roster: detail, now: people[0] ?? '', began: people[1] ?? words.nobody })
    case 'late':
      return words.late({ n: detail })
    case 'ended':
      return { superseded: words.endedSuperseded, unanswered: words.endedUnanswered }[detail] ?? words.endedClosed
    default:
      return kind
  }
}

/** By what each was called, and what became of it; what did not arrive stands out. */
function Deliveries({ line: { deliveries } }: { readonly line: LogLine }) {
  const states: Readonly<Record<string, string>> = useWords(NOTICE_STATE_WORDS)
  const { inApp } = useWords(IN_APP_WORDS)
  return (
    <span className="timeline-detail small">
      {deliveries.map(({ person, notifier, channel, state }, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: messages have no names but their places, and none is ever taken out
        <span key={n} className={LOST.includes(state) ? 'oncall-delivery oncall-lost' : 'oncall-delivery'}>
          {[person, notifier === 'in-app' ? inApp : channel, states[state] ?? state].filter(Boolean).join(' · ')}
        </span>
      ))}
    </span>
  )
}

const LOST: readonly string[] = ['undelivered', 'unsent', 'dropped']
