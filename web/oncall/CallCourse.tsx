import type { CallPreview, Policies } from '../../server/oncall/schema.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { kindNames } from './policy-sentences.ts'
import { POLICY_WORDS } from './policy-words.ts'
import { ONCALL_WORDS } from './words.ts'

type Step = CallPreview['steps'][number]
type Props = { readonly preview: CallPreview; readonly notifiers: Policies['notifiers'] }

/** One round along the time: who is called when, and how long each is waited for; later rounds are said in a line. */
export function CallCourse({ preview, notifiers }: Props) {
  const own = useWords(POLICY_WORDS)
  const format = useFormat()
  const { steps } = preview
  if (!preview.hasRoster) return <p className="warn-note">{own.previewNoRoster}</p>
  if (preview.policyId === null) return <p className="warn-note">{own.previewNobody}</p>
  const round = steps.filter((step) => step.round === 1)
  const rounds = steps.at(-1)?.round ?? 1
  const [begin, end] = [Date.parse(preview.at), endOf(steps, round)]
  // Nobody looks at the hours until the morning: the picture begins where calling does.
  const from = Date.parse(round[0]?.at ?? preview.at)
  const place = (ms: number): number => ((ms - from) / Math.max(1, end - from)) * 100
  return (
    <>
      <ol className="oncall-course">
        {round.map((step, n) => {
          const at = Date.parse(step.at)
          const until = Date.parse(round[n + 1]?.at ?? new Date(end).toISOString())
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: steps of one moment have no names but their places
            <li key={n} className={step.isFinal ? 'oncall-course-final' : undefined}>
              <span className="figures">
                <strong>{format.moment(step.at, new Date(begin))}</strong>{' '}
                <span className="soft small">{afterText(at - begin, own)}</span>
              </span>
              <span>
                <Sentence step={step} notifiers={notifiers} />
              </span>
              <span className="oncall-course-track" aria-hidden="true">
                <b style={{ left: `${place(at)}%`, width: `${Math.max(0, place(until) - place(at))}%` }} />
                <i style={{ left: `${place(at)}%` }} />
              </span>
            </li>
          )
        })}
      </ol>
      {rounds > 1 ? (
        <p className="soft">
          {own.again({ n: rounds - 1, time: format.moment(steps.at(-1)?.at ?? preview.at, new Date(begin)) })}
        </p>
      ) : null}
    </>
  )
}

function Sentence({ step, notifiers }: { readonly step: Step; readonly notifiers: Policies['notifiers'] }) {
  const words = useWords(ONCALL_WORDS)
  const own = useWords(POLICY_WORDS)
  const format = useFormat()
  if (step.people.length === 0) return <span className="oncall-gap-note">{own.stepNobody}</span>
  const who = format.list(step.people.map(({ name }) => name))
  const kinds = [...new Set(step.people.flatMap(({ channels }) => channels))]
  const unreached = step.people.filter(({ channels }) => channels.length === 0).map(({ name }) => name)
  return (
    <>
      {step.isFinal ? own.tellsAll({ who }) : words.calls({ who })}
      {kinds.length > 0 ? (
        <span className="soft">{own.by({ channels: kindNames(kinds, notifiers, format) })}</span>
      ) : null}
      {unreached.length > 0 ? (
        <span className="oncall-gap-note oncall-block">{own.unreached({ who: format.list(unreached) })}</span>
      ) : null}
    </>
  )
}

/** Where the first round ends: when the second begins, else a little after its last step. */
function endOf(steps: readonly Step[], round: readonly Step[]): number {
  const next = steps.find((step) => step.round === 2)
  if (next) return Date.parse(next.at)
  const [first, last] = [Date.parse(round[0]?.at ?? ''), Date.parse(round.at(-1)?.at ?? '')]
  return last + Math.max(60_000, (last - first) * 0.12)
}

function afterText(
  ms: number,
  own: { readonly later: (given: { minutes: string | number }) => string; readonly atOnce: string },
) {
  return ms < 60_000 ? own.atOnce : own.later({ minutes: Math.round(ms / 60_000) })
}
