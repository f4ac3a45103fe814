import type { SourceRun } from '../../server/monitoring/source-schema.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Moment, Tag } from '../ui/Pieces.tsx'
import { useTroubleName } from './SourceHealth.tsx'
import { SOURCE_WORDS } from './source-words.ts'

const TAGS: Readonly<Record<SourceRun['result'], string>> = {
  new: 'good',
  nothing: 'plain',
  unchanged: 'plain',
  partial: 'warn',
  failed: 'level1',
}

/** What came of the last times, newest first. */
export function SourceRuns(props: {
  readonly runs: readonly SourceRun[]
  readonly isAsked: boolean
  readonly now: Date
}) {
  const words = useWords(SOURCE_WORDS)
  if (props.runs.length === 0) return <p className="soft">{props.isAsked ? words.noRuns : words.noBatches}</p>
  return (
    <ul className="plain-list">
      {props.runs.map((run, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two batches may have come in the same millisecond
        <li key={`${run.at} ${index}`}>
          <Run run={run} now={props.now} />
        </li>
      ))}
    </ul>
  )
}

function Run({ run, now }: { readonly run: SourceRun; readonly now: Date }) {
  const words = useWords(SOURCE_WORDS)
  const format = useFormat()
  const name = useTroubleName()
  const n = format.count(run.accepted)
  const result = {
    new: words.runNew({ n }),
    nothing: words.runNothing,
    unchanged: words.runUnchanged,
    partial: words.runPartial({ n }),
    failed: words.runFailed,
  }[run.result]
  const more = [
    run.duplicates > 0 ? words.runKnown({ n: format.count(run.duplicates) }) : '',
    run.refused > 0 ? words.runRefused({ n: format.count(run.refused) }) : '',
    run.stamped > 0 ? words.runStamped({ n: format.count(run.stamped) }) : '',
    run.code ? name(run.code) : '',
  ].filter((each) => each !== '')
  return (
    <div title={run.reason ?? ''}>
      <Moment at={run.at} now={now} /> <Tag kind={TAGS[run.result]}>{result}</Tag>{' '}
      <span className="soft small">{more.join(' · ')}</span>
    </div>
  )
}
