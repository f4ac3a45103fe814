import { Button, InputNumber, Modal, Select } from 'antd'
import { useState } from 'react'
import type { OncallPage, Policies, Policy, Step, Target } from '../../server/oncall/schema.ts'
import { put } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { targetName, titleOf } from './policy-sentences.ts'
import { useOncallVerb } from './use-oncall.ts'
import { ONCALL_WORDS } from './words.ts'

const ROLES = ['commander', 'management', 'administrator', 'pr', 'marketing', 'legal', 'technical', 'care', 'analyst']

/** Who is called, in which order, and how long each is waited for. */
export function PolicyDialog(props: {
  readonly page: OncallPage
  readonly policies: Policies
  readonly close: () => void
}) {
  const words = useWords(ONCALL_WORDS)
  const ui = useWords(UI_WORDS)
  const { policies, close } = props
  const [set, setSet] = useState(policies.set)
  const save = useOncallVerb(async () => {
    await put('/api/oncall/policies', { version: policies.version, set })
    close()
  })
  const change = (n: number, part: Partial<Policy>) =>
    setSet({ ...set, policies: set.policies.map((policy, each) => (each === n ? { ...policy, ...part } : policy)) })
  const hour = (key: 'businessFrom' | 'businessTo') => (
    <input
      className="plain-input"
      type="time"
      value={set[key]}
      onChange={(event) => event.target.value !== '' && setSet({ ...set, [key]: event.target.value })}
    />
  )
  return (
    <Modal open onCancel={close} title={words.editPolicies} footer={null} width={640}>
      <p className="soft">{words.policyNote}</p>
      <div className="oncall-bar">
        {words.businessHours} {hour('businessFrom')}–{hour('businessTo')}
      </div>
      {set.policies.map((policy, n) => (
        <fieldset key={policy.id} className="oncall-layer">
          <legend>{titleOf(policy, words)}</legend>
          <PolicyFields page={props.page} policy={policy} change={(part) => change(n, part)} />
        </fieldset>
      ))}
      {save.error ? <RefusalText error={save.error} /> : null}
      <div className="dialog-verbs">
        <Button onClick={close}>{ui.cancel}</Button>
        <Button type="primary" loading={save.isPending} onClick={() => save.mutate()}>
          {ui.save}
        </Button>
      </div>
    </Modal>
  )
}

type FieldsProps = {
  readonly page: OncallPage
  readonly policy: Policy
  readonly change: (part: Partial<Policy>) => void
}

function PolicyFields({ page, policy, change }: FieldsProps) {
  const words = useWords(ONCALL_WORDS)
  const changeStep = (n: number, part: Partial<Step>) =>
    change({ steps: policy.steps.map((step, each) => (each === n ? { ...step, ...part } : step)) })
  return (
    <>
      {policy.steps.map((step, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps have no names but their places
        <div key={n} className="oncall-bar">
          <TargetChoice page={page} targets={step.targets} choose={(targets) => changeStep(n, { targets })} />
          <InputNumber
            min={1}
            max={720}
            value={step.waitMinutes}
            aria-label={words.waitMinutes}
            onChange={(minutes) => changeStep(n, { waitMinutes: minutes ?? 5 })}
          />
          <span className="soft small">{words.waitMinutes}</span>
          <Button
            size="small"
            disabled={policy.steps.length === 1}
            onClick={() => change({ steps: policy.steps.filter((_, each) => each !== n) })}
          >
            {words.remove}
          </Button>
        </div>
      ))}
      <div className="oncall-bar">
        <Button size="small" onClick={() => change({ steps: [...policy.steps, ...policy.steps.slice(-1)] })}>
          {words.addStep}
        </Button>
        <span>{words.unanswered} →</span>
        <TargetChoice page={page} targets={policy.unanswered} choose={(unanswered) => change({ unanswered })} />
        <span className="soft small">{words.repeatTimes}</span>
        <InputNumber
          min={0}
          max={10}
          value={policy.repeats}
          aria-label={words.repeatTimes}
          onChange={(repeats) => change({ repeats: repeats ?? 0 })}
        />
      </div>
    </>
  )
}

function TargetChoice(props: {
  readonly page: OncallPage
  readonly targets: readonly Target[]
  readonly choose: (targets: Target[]) => void
}) {
  const words = useWords(ONCALL_WORDS)
  const { page, targets, choose } = props
  const rosters = [null, ...page.rosters.slice(1).map(({ id }) => id)]
  const known: Target[] = [
    ...rosters.flatMap((rosterId): Target[] => [
      { kind: 'roster', rosterId, who: 'first' },
      { kind: 'roster', rosterId, who: 'second' },
    ]),
    ...ROLES.map((role): Target => ({ kind: 'role', role })),
    ...page.people.filter(({ isHere }) => isHere).map(({ id }): Target => ({ kind: 'person', personId: id })),
  ]
  return (
    <Select
      mode="multiple"
      className="oncall-target"
      value={targets.map((target) => JSON.stringify(target))}
      onChange={(chosen) => chosen.length > 0 && choose(chosen.map((each) => JSON.parse(each) as Target))}
      options={known.map((target) => ({ value: JSON.stringify(target), label: targetName(target, page, words) }))}
      optionFilterProp="label"
      aria-label={words.who}
    />
  )
}
