import { Button, Input, InputNumber, Select, Slider } from 'antd'
import { useState } from 'react'
import { BUDGET_DAYS, type RuleChange, type RuleSettings, type TrackRule } from '../../server/warning/rule-schema.ts'
import { useMay } from '../access/me.ts'
import { useSettled } from '../ui/hooks.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Labelled, Section } from '../ui/Pieces.tsx'
import { RuleBackTest } from './RuleBackTest.tsx'
import { RuleOutcome } from './RuleOutcome.tsx'
import { RULE_WORDS } from './rule-words.ts'
import { useRuleChange } from './use-rules.ts'

const USUAL: RuleSettings = { budgetDays: 14 }

/** Settings, and below them at once what they would have sent; nothing holds before it is saved. */
export function RuleEditor({ trackId, rule }: { readonly trackId: string; readonly rule: TrackRule }) {
  const words = useWords(RULE_WORDS)
  const may = useMay()
  const held = rule.live?.settings
  const [settings, setSettings] = useState<RuleSettings>(held ?? USUAL)
  const settled = useSettled(settings, 350)
  // Untouched settings of a rule that nobody has set are the detector's own default, which is no budget.
  const isTouched = held !== undefined || JSON.stringify(settled) !== JSON.stringify(USUAL)
  return (
    <Section title={words.set}>
      <fieldset disabled={!may('rules.edit')} className="rule-form">
        <Budget settings={settings} set={setSettings} />
        {rule.raisesAlerts ? <Gravity settings={settings} set={setSettings} /> : null}
        {rule.hasConditions ? <Conditions rule={rule} settings={settings} set={setSettings} /> : null}
      </fieldset>
      <RuleBackTest trackId={trackId} rule={rule} settings={isTouched ? settled : undefined} />
      {may('rules.edit') ? <Verbs trackId={trackId} rule={rule} settings={settings} /> : null}
    </Section>
  )
}

type Editing = { readonly settings: RuleSettings; readonly set: (settings: RuleSettings) => void }

function Budget({ settings, set }: Editing) {
  const words = useWords(RULE_WORDS)
  const at = Math.max(0, BUDGET_DAYS.indexOf(settings.budgetDays))
  return (
    <div className="rule-budget">
      <div className="rule-budget-head">
        <span id="rule-budget">{words.budget}</span>
        <strong>{words.budgetEvery({ days: settings.budgetDays })}</strong>
      </div>
      <Slider
        min={0}
        max={BUDGET_DAYS.length - 1}
        step={null}
        value={at}
        marks={Object.fromEntries(BUDGET_DAYS.map((days, n) => [n, String(days)]))}
        tooltip={{ formatter: (n) => words.budgetEvery({ days: BUDGET_DAYS[n ?? 0] ?? 14 }) }}
        ariaLabelledByForHandle="rule-budget"
        ariaValueTextFormatterForHandle={(n) => words.budgetEvery({ days: BUDGET_DAYS[n] ?? 14 })}
        onChange={(n) => set({ ...settings, budgetDays: BUDGET_DAYS[n] ?? 14 })}
      />
      <div className="rule-budget-ends soft small">
        <span>{words.often}</span>
        <span>{words.seldom}</span>
      </div>
    </div>
  )
}

function Gravity({ settings, set }: Editing) {
  const words = useWords(RULE_WORDS)
  return (
    <Labelled text={words.gravity} note={words.gravityNote}>
      <Select
        className="rule-gravity"
        value={settings.leastLevel ?? 3}
        onChange={(leastLevel) => set(changed(settings, 'leastLevel', leastLevel === 3 ? null : leastLevel))}
        options={[
          { value: 3 as const, label: words.gravity3 },
          { value: 2 as const, label: words.gravity2 },
          { value: 1 as const, label: words.gravity1 },
        ]}
      />
    </Labelled>
  )
}

function Conditions({ rule, settings, set }: Editing & { readonly rule: TrackRule }) {
  const words = useWords(RULE_WORDS)
  const { leastPosts, timesUsual, share } = settings
  const shareOf = (change: Partial<NonNullable<RuleSettings['share']>>): void => {
    const next = { least: 0.3, posts: 20, ...share, ...change }
    set({ ...settings, share: next })
  }
  return (
    <details className="rule-more" open={Boolean(leastPosts ?? timesUsual ?? share)}>
      <summary>{words.more}</summary>
      <div className="rule-fields">
        <Labelled text={words.leastPosts} note={words.leastPostsNote}>
          <InputNumber
            min={1}
            max={100_000}
            precision={0}
            value={leastPosts ?? null}
            onChange={(value) => set(changed(settings, 'leastPosts', value))}
          />
        </Labelled>
        {rule.isShare ? (
          <>
            <Labelled text={words.shareLeast}>
              <InputNumber
                min={5}
                max={100}
                precision={0}
                value={share ? Math.round(share.least * 100) : null}
                onChange={(value) =>
                  value === null ? set(changed(settings, 'share', null)) : shareOf({ least: value / 100 })
                }
              />
            </Labelled>
            <Labelled text={words.sharePosts}>
              <InputNumber
                min={3}
                max={100_000}
                precision={0}
                disabled={!share}
                value={share?.posts ?? null}
                onChange={(value) => (value === null ? undefined : shareOf({ posts: value }))}
              />
            </Labelled>
          </>
        ) : (
          <Labelled text={words.timesUsual}>
            <InputNumber
              min={1.5}
              max={1000}
              step={0.5}
              value={timesUsual ?? null}
              onChange={(value) => set(changed(settings, 'timesUsual', value))}
            />
          </Labelled>
        )}
      </div>
    </details>
  )
}

/** With the value, or without the condition. */
function changed<K extends 'leastLevel' | 'leastPosts' | 'timesUsual' | 'share'>(
  settings: RuleSettings,
  key: K,
  value: RuleSettings[K] | null,
): RuleSettings {
  const { [key]: _, ...rest } = settings
  return (value === null || value === undefined ? rest : { ...rest, [key]: value }) as RuleSettings
}

function Verbs({ trackId, rule, settings }: { trackId: string; rule: TrackRule; settings: RuleSettings }) {
  const words = useWords(RULE_WORDS)
  const [reason, setReason] = useState('')
  const change = useRuleChange(trackId)
  const isWanting = reason.trim() === ''
  const save = (mode: RuleChange['mode']) =>
    change.mutate(
      { kind: 'save', change: { detector: rule.detector, mode, settings, reason } },
      { onSuccess: () => setReason('') },
    )
  return (
    <div className="rule-save">
      <Labelled text={words.reason} note={words.reasonNeeded}>
        <Input value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
      </Labelled>
      <div className="form-verbs">
        <Button type="primary" disabled={isWanting} loading={change.isPending} onClick={() => save('live')}>
          {rule.mode === 'off' ? words.turnOn : words.save}
        </Button>
        <Button disabled={isWanting} onClick={() => save('shadow')}>
          {words.tryIt}
        </Button>
        {rule.mode === 'live' ? (
          <Button danger disabled={isWanting} onClick={() => save('off')}>
            {words.turnOff}
          </Button>
        ) : null}
      </div>
      <RuleOutcome isSaved={change.isSuccess} error={change.error} />
    </div>
  )
}
