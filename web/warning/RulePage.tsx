import { Segmented } from 'antd'
import { Link, useParams, useSearchParams } from 'react-router'
import type { RulePage as Page, TrackRule } from '../../server/warning/rule-schema.ts'
import { useMay } from '../access/me.ts'
import { Asked } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { PageHead, Section, Tag } from '../ui/Pieces.tsx'
import { RuleEditor } from './RuleEditor.tsx'
import { RuleHistory } from './RuleHistory.tsx'
import { RuleShadow } from './RuleShadow.tsx'
import { RuleSentence } from './RulesPage.tsx'
import { RuleWordTest } from './RuleWordTest.tsx'
import { RULE_WORDS } from './rule-words.ts'
import { useRule } from './use-rules.ts'

/** The rules of one track: what holds, what other settings would have sent, and how it came to be so. */
export function RulePage() {
  const words = useWords(RULE_WORDS)
  const { trackId = '' } = useParams()
  const page = useRule(trackId)
  return (
    <Asked query={page}>
      {(data) => (
        <>
          <PageHead title={data.trackName} note={words.title}>
            <Link to="/alerts/rules" className="plain-link">
              {words.toRules}
            </Link>
          </PageHead>
          <Rules page={data} />
        </>
      )}
    </Asked>
  )
}

function Rules({ page }: { readonly page: Page }) {
  const format = useFormat()
  const may = useMay()
  const [search, setSearch] = useSearchParams()
  const rule = page.rules.find(({ detector }) => detector === search.get('detector')) ?? page.rules[0]
  const history = page.history.find(({ detector }) => detector === rule?.detector)
  if (!rule || !history) return null
  return (
    <>
      <div className="rule-tabs">
        <Segmented
          value={rule.detector}
          onChange={(detector) => setSearch({ detector }, { replace: true })}
          options={page.rules.map(({ detector, names }) => ({ value: detector, label: names[format.locale] }))}
        />
      </div>
      <Now rule={rule} />
      {history.shadow ? <RuleShadow key={rule.detector} page={page} rule={rule} shadow={history.shadow} /> : null}
      <RuleEditor key={`${rule.detector} ${rule.live?.version ?? 0} ${rule.mode}`} trackId={page.trackId} rule={rule} />
      {may('posts.read') ? <RuleWordTest trackId={page.trackId} /> : null}
      <RuleHistory rule={rule} history={history} />
    </>
  )
}

function Now({ rule }: { readonly rule: TrackRule }) {
  const words = useWords(RULE_WORDS)
  const two = (value: number): string => value.toFixed(2)
  const days = Math.floor(rule.historyDays)
  const { sent, falseAlarms } = rule
  return (
    <Section title={words.now} className="rule-now">
      <p>
        <strong>{rule.mode === 'off' ? words.isOff : <RuleSentence rule={rule} />}</strong>{' '}
        {rule.mode === 'off' ? <Tag kind="warn">{words.offTag}</Tag> : null}
      </p>
      <p className="figures">{words.last30({ sent, wrong: falseAlarms })}</p>
      <p className="soft small figures">
        {words.thresholdNow({
          threshold: two(rule.threshold),
          usual: two(rule.usualThreshold),
          floor: two(rule.floor),
          ceiling: two(rule.ceiling),
        })}
        {' · '}
        {days < rule.leastDays ? words.young({ days, least: rule.leastDays }) : words.historyOf({ days })}
      </p>
      <p className="soft small">
        {rule.raisesAlerts ? words.marksNote : <Link to="/blindness">{words.silenceNote}</Link>}
      </p>
    </Section>
  )
}
