import { Button, Checkbox, InputNumber, Select } from 'antd'
import type { OncallPage, Policies, Policy, Step } from '../../server/oncall/schema.ts'
import { useLocale, useWords } from '../ui/LocaleProvider.tsx'
import { swapped } from '../ui/order.ts'
import { Labelled } from '../ui/Pieces.tsx'
import { HOURS, LEVELS } from './policy-draft.ts'
import { hourNames } from './policy-sentences.ts'
import { POLICY_WORDS } from './policy-words.ts'
import { TargetChoice } from './TargetChoice.tsx'
import { ONCALL_WORDS } from './words.ts'

const MOST_STEPS = 10

type Props = {
  readonly page: OncallPage
  readonly policy: Policy
  readonly notifiers: Policies['notifiers']
  readonly change: (part: Partial<Policy>) => void
}

/** One policy: for what and when, whom in which order, how long each is waited for, and what happens in the end. */
export function PolicyFields(props: Props) {
  return (
    <>
      <Scope {...props} />
      <Steps {...props} />
      <End {...props} />
    </>
  )
}

function Scope({ policy, change }: Props) {
  const words = useWords(ONCALL_WORDS)
  const own = useWords(POLICY_WORDS)
  const names = hourNames(words)
  return (
    <div className="oncall-form">
      <fieldset className="field">
        <legend>{own.levels}</legend>
        <Checkbox.Group
          value={policy.levels}
          onChange={(levels) => levels.length > 0 && change({ levels: LEVELS.filter((n) => levels.includes(n)) })}
          options={LEVELS.map((n) => ({ value: n, label: words.level({ n }) }))}
        />
      </fieldset>
      <fieldset className="field">
        <legend>{own.hours}</legend>
        <Checkbox.Group
          value={policy.hours}
          onChange={(hours) => hours.length > 0 && change({ hours: HOURS.filter((each) => hours.includes(each)) })}
          options={HOURS.map((each) => ({ value: each, label: names[each] }))}
        />
      </fieldset>
      <Labelled text={own.begins}>
        <Select
          value={policy.begins}
          onChange={(begins) => change({ begins })}
          options={[
            { value: 'at-once' as const, label: own.atOnce },
            { value: 'next-business' as const, label: own.nextBusiness },
          ]}
        />
      </Labelled>
    </div>
  )
}

function Steps(props: Props) {
  const own = useWords(POLICY_WORDS)
  const words = useWords(ONCALL_WORDS)
  const { policy, change } = props
  const { steps } = policy
  const changeStep = (n: number, part: Partial<Step>) =>
    change({ steps: steps.map((step, each) => (each === n ? { ...step, ...part } : step)) })
  return (
    <>
      <ol className="oncall-steps" aria-label={own.steps}>
        {steps.map((step, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps have no names but their places
          <li key={n}>
            <StepFields {...props} step={step} n={n} change={(part) => changeStep(n, part)} />
            <div className="oncall-bar">
              <Button size="small" disabled={n === 0} onClick={() => change({ steps: swapped(steps, n, n - 1) })}>
                {own.up}
              </Button>
              <Button
                size="small"
                disabled={n === steps.length - 1}
                onClick={() => change({ steps: swapped(steps, n, n + 1) })}
              >
                {own.down}
              </Button>
              <Button
                size="small"
                disabled={steps.length === 1}
                onClick={() => change({ steps: steps.filter((_, each) => each !== n) })}
              >
                {words.remove}
              </Button>
            </div>
          </li>
        ))}
      </ol>
      <Button
        size="small"
        disabled={steps.length >= MOST_STEPS}
        onClick={() => change({ steps: [...steps, ...steps.slice(-1)] })}
      >
        {words.addStep}
      </Button>
    </>
  )
}

type StepProps = Pick<Props, 'page' | 'notifiers'> & {
  readonly step: Step
  readonly n: number
  readonly change: (part: Partial<Step>) => void
}

function StepFields({ page, notifiers, step, n, change }: StepProps) {
  const words = useWords(ONCALL_WORDS)
  const own = useWords(POLICY_WORDS)
  const { locale } = useLocale()
  return (
    <>
      <div className="oncall-form">
        <strong className="oncall-step-number">{own.step({ n: n + 1 })}</strong>
        <TargetChoice page={page} label={words.who} targets={step.targets} choose={(targets) => change({ targets })} />
      </div>
      <div className="oncall-form">
        <Select
          mode="multiple"
          className="oncall-target"
          value={[...step.notifiers]}
          onChange={(chosen) => change({ notifiers: chosen })}
          options={notifiers.map(({ id, names, isInUse }) => ({
            value: id,
            label: isInUse ? names[locale] : own.notSetUp({ name: names[locale] }),
          }))}
          placeholder={own.allChannels}
          title={own.channelsNote}
          aria-label={own.channels}
          showSearch={{ optionFilterProp: 'label' }}
        />
        <span className="oncall-inline">
          <span className="soft small">{own.waits}</span>
          <InputNumber
            min={1}
            max={720}
            value={step.waitMinutes}
            aria-label={own.waitLabel}
            onChange={(minutes) => change({ waitMinutes: minutes ?? 5 })}
          />
          <span className="soft small">{own.minutes}</span>
        </span>
      </div>
      {step.notifiers.length > 0 ? <p className="soft small">{own.channelsNote}</p> : null}
    </>
  )
}

function End({ page, policy, change }: Props) {
  const own = useWords(POLICY_WORDS)
  return (
    <div className="oncall-end">
      <div className="oncall-form">
        <span>{own.unanswered}</span>
        <TargetChoice
          page={page}
          label={own.unanswered}
          targets={policy.unanswered}
          choose={(unanswered) => change({ unanswered })}
        />
      </div>
      <div className="oncall-inline">
        <span>{own.repeats}</span>
        <InputNumber
          min={0}
          max={10}
          value={policy.repeats}
          aria-label={own.repeats}
          onChange={(repeats) => change({ repeats: repeats ?? 0 })}
        />
        <span>{own.times}</span>
        {policy.repeats > 0 ? (
          <>
            <span className="soft">{own.repeatAfter}</span>
            <InputNumber
              min={1}
              max={720}
              value={policy.repeatAfterMinutes}
              aria-label={own.repeatAfter}
              onChange={(minutes) => change({ repeatAfterMinutes: minutes ?? 15 })}
            />
            <span className="soft">{own.minutes}</span>
          </>
        ) : null}
      </div>
    </div>
  )
}
