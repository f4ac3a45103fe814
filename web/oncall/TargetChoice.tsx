import { Select } from 'antd'
import type { OncallPage, Target } from '../../server/oncall/schema.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { targetName } from './policy-sentences.ts'
import { ONCALL_WORDS } from './words.ts'

const ROLES = ['commander', 'management', 'administrator', 'pr', 'marketing', 'legal', 'technical', 'care', 'analyst']
const MOST_TARGETS = 10

/** Whoever is on call, a role, or a person; at least one. */
export function TargetChoice(props: {
  readonly page: OncallPage
  readonly label: string
  readonly targets: readonly Target[]
  readonly choose: (targets: Target[]) => void
}) {
  const words = useWords(ONCALL_WORDS)
  const { page, targets, choose } = props
  const value = targets.map(keyOf)
  const offered = targetsOf(page).filter((target) => !value.includes(keyOf(target)))
  return (
    <Select
      mode="multiple"
      className="oncall-target"
      value={value}
      maxCount={MOST_TARGETS}
      onChange={(chosen) => chosen.length > 0 && choose(chosen.map((each) => JSON.parse(each) as Target))}
      options={[...targets, ...offered].map((target) => ({
        value: keyOf(target),
        label: targetName(target, page, words),
      }))}
      showSearch={{ optionFilterProp: 'label' }}
      aria-label={props.label}
    />
  )
}

/** The first roster stands for "the organisation's first", also when another one takes its place. */
function targetsOf(page: OncallPage): Target[] {
  const rosters = [null, ...page.rosters.slice(1).map(({ id }) => id)]
  return [
    ...rosters.flatMap((rosterId): Target[] => [
      { kind: 'roster', rosterId, who: 'first' },
      { kind: 'roster', rosterId, who: 'second' },
    ]),
    ...ROLES.map((role): Target => ({ kind: 'role', role })),
    ...page.people.filter(({ isHere }) => isHere).map(({ id }): Target => ({ kind: 'person', personId: id })),
  ]
}

function keyOf(target: Target): string {
  return JSON.stringify(target)
}
