import { Button } from 'antd'
import type { RulePage, TrackRule } from '../../server/warning/rule-schema.ts'
import { useMay } from '../access/me.ts'
import { serverNow } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Moment, Section } from '../ui/Pieces.tsx'
import { RULE_WORDS } from './rule-words.ts'
import { useRuleChange } from './use-rules.ts'

/** What is tried beside the live rule, and what it would have sent since. */
export function RuleShadow(props: {
  readonly page: RulePage
  readonly rule: TrackRule
  readonly shadow: NonNullable<RulePage['history'][number]['shadow']>
}) {
  const { page, rule, shadow } = props
  const words = useWords(RULE_WORDS)
  const format = useFormat()
  const may = useMay()
  const change = useRuleChange(page.trackId)
  const { detector } = rule
  const since = format.moment(shadow.since, serverNow())
  return (
    <Section title={words.shadow}>
      <p>
        {rule.shadow ? <strong>{words.budgetSays({ days: rule.shadow.settings.budgetDays })}</strong> : null}
        {rule.shadow?.reason ? <span className="soft"> {rule.shadow.reason}</span> : null}
      </p>
      <p className="figures">{words.shadowSays({ since, n: shadow.alarms.length, live: shadow.live.length })}</p>
      {shadow.alarms.length > 0 ? (
        <ul className="rule-times figures">
          {shadow.alarms.slice(-10).map((at) => (
            <li key={at}>
              <Moment at={at} now={serverNow()} />
            </li>
          ))}
        </ul>
      ) : null}
      {may('rules.edit') ? (
        <div className="form-verbs">
          <Button
            type="primary"
            loading={change.isPending}
            onClick={() => change.mutate({ kind: 'promote', detector, reason: words.promoteReason })}
          >
            {words.promote}
          </Button>
          <Button onClick={() => change.mutate({ kind: 'drop', detector, reason: words.drop })}>{words.drop}</Button>
        </div>
      ) : null}
      {change.error ? <RefusalText error={change.error} /> : null}
    </Section>
  )
}
