import type { PolicySet } from '../../server/oncall/schema.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { HOURS, LEVELS, policyAt } from './policy-draft.ts'
import { hourNames } from './policy-sentences.ts'
import { POLICY_WORDS } from './policy-words.ts'
import { ONCALL_WORDS } from './words.ts'

/** Which policy is taken for each level and hour; what nobody is called for stands out. */
export function PolicyCoverage({ set }: { readonly set: PolicySet }) {
  const words = useWords(ONCALL_WORDS)
  const own = useWords(POLICY_WORDS)
  const names = hourNames(words)
  return (
    <table className="oncall-coverage">
      <caption className="soft small">
        {own.coverage} · {own.coverageNote}
      </caption>
      <thead>
        <tr>
          <td />
          {HOURS.map((hours) => (
            <th key={hours} scope="col">
              {names[hours]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {LEVELS.map((level) => (
          <tr key={level}>
            <th scope="row">{words.level({ n: level })}</th>
            {HOURS.map((hours) => {
              const n = policyAt(set, level, hours)
              return (
                <td key={hours} className={n === undefined ? 'oncall-uncovered' : undefined}>
                  {n === undefined ? own.uncovered : own.policyN({ n: n + 1 })}
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
