import type { RulePage, TrackRule } from '../../server/warning/rule-schema.ts'
import { serverNow } from '../api.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Moment, Section, Tag } from '../ui/Pieces.tsx'
import { RULE_WORDS } from './rule-words.ts'

type History = RulePage['history'][number]

/** How the threshold moved and why, and who changed the settings. */
export function RuleHistory({ rule, history }: { readonly rule: TrackRule; readonly history: History }) {
  const words = useWords(RULE_WORDS)
  const thresholds = [...history.thresholds].reverse()
  return (
    <Section title={words.history}>
      {thresholds.length === 0 ? <p className="soft">{words.historyNone}</p> : <Steps rule={rule} history={history} />}
      <ul className="plain-list">
        {thresholds.slice(0, 20).map((each) => (
          <li key={each.at} className="figures">
            <Moment at={each.at} now={serverNow()} /> <strong>{each.threshold.toFixed(2)}</strong>{' '}
            <span className="soft">{because(words, each)}</span>
          </li>
        ))}
      </ul>
      {history.versions.length > 0 ? <h3>{words.versions}</h3> : null}
      <ul className="plain-list">
        {history.versions.slice(0, 20).map(({ slot, version, isOn, settings, madeAt, byName, reason }) => (
          <li key={`${slot} ${version}`}>
            <div className="row-tags">
              <Moment at={madeAt} now={serverNow()} />
              <strong>{byName}</strong>
              <Tag kind={slot === 'shadow' ? 'drill' : isOn ? 'good' : 'warn'}>
                {!isOn ? words.versionOff : slot === 'shadow' ? words.versionShadow : words.versionLive}
              </Tag>
              <span>{words.budgetSays({ days: settings.budgetDays })}</span>
            </div>
            <div className="soft">{reason}</div>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function because(words: ReturnType<typeof useWords<typeof RULE_WORDS>>, row: History['thresholds'][number]): string {
  const { reason, falseMarks, realMarks } = row
  if (reason === 'marks') return words.becauseMarks({ wrong: falseMarks, real: realMarks })
  if (reason === 'history') return words.becauseHistory
  return reason === 'budget' ? words.becauseBudget : words.becauseDefault
}

const [WIDTH, HEIGHT] = [400, 100]

/** A staircase between the bounds: when it moved and how far. */
function Steps({ rule, history }: { readonly rule: TrackRule; readonly history: History }) {
  const words = useWords(RULE_WORDS)
  const { thresholds } = history
  const times = thresholds.map(({ at }) => new Date(at).getTime())
  const now = serverNow().getTime()
  const first = times[0] ?? now
  const lead = Math.max((now - first) * 0.1, 1)
  const x = (at: number): number => ((at - first + lead) / (now - first + lead || 1)) * WIDTH
  const y = (value: number): number =>
    HEIGHT - 6 - ((value - rule.floor) / (rule.ceiling - rule.floor || 1)) * (HEIGHT - 24)
  const before = y(rule.usualThreshold)
  const path = thresholds.reduce(
    (line, { threshold }, n) => `${line} H${x(times[n] ?? now).toFixed(1)} V${y(threshold).toFixed(1)}`,
    `M0 ${before.toFixed(1)}`,
  )
  const label = words.stepsLabel({
    first: rule.usualThreshold.toFixed(2),
    last: rule.threshold.toFixed(2),
    n: thresholds.length,
  })
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="rule-steps" role="img" aria-label={label}>
      {[rule.floor, rule.usualThreshold, rule.ceiling].map((value) => (
        <g key={value}>
          <line x1="0" x2={WIDTH} y1={y(value)} y2={y(value)} className="rule-steps-bound" />
          <text x="2" y={y(value) - 3}>
            {value.toFixed(2)}
          </text>
        </g>
      ))}
      <path d={`${path} H${WIDTH}`} className="rule-steps-line" />
    </svg>
  )
}
