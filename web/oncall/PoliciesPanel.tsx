import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import type { OncallPage, Policies } from '../../server/oncall/schema.ts'
import { useMay } from '../access/me.ts'
import { get } from '../api.ts'
import { Asked } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { CallPreview } from './CallPreview.tsx'
import { PolicyCoverage } from './PolicyCoverage.tsx'
import { PolicyDialog } from './PolicyDialog.tsx'
import { kindNames, sentencesOf, titleOf } from './policy-sentences.ts'
import { POLICY_WORDS } from './policy-words.ts'
import { ONCALL_KEY } from './use-oncall.ts'
import { ONCALL_WORDS } from './words.ts'

/** Whom what calls, as sentences along the time. */
export function PoliciesPanel({ page }: { readonly page: OncallPage }) {
  const words = useWords(ONCALL_WORDS)
  const own = useWords(POLICY_WORDS)
  const format = useFormat()
  const may = useMay()
  const [isEdited, setEdited] = useState(false)
  const policies = useQuery({
    queryKey: [...ONCALL_KEY, 'policies'],
    queryFn: ({ signal }) => get<Policies>('/api/oncall/policies', {}, signal),
  })
  /** To which channels a step is limited, in brackets; '' where it is not. */
  const limitTo = (notifiers: Policies['notifiers']) => (ids: readonly string[]) =>
    ids.length === 0 ? '' : own.by({ channels: kindNames(ids, notifiers, format) })
  return (
    <Asked query={policies}>
      {(data) => (
        <>
          <div className="oncall-bar">
            <span className="soft">
              {words.businessHours} {data.set.businessFrom}–{data.set.businessTo}
            </span>
            {may('oncall.manage') ? <Button onClick={() => setEdited(true)}>{words.editPolicies}</Button> : null}
          </div>
          <CallPreview notifiers={data.notifiers} />
          <Section>
            <PolicyCoverage set={data.set} />
          </Section>
          {data.set.policies.map((policy, n) => (
            <Section key={policy.id} title={`${own.policyN({ n: n + 1 })} · ${titleOf(policy, words, format)}`}>
              <ol className="timeline">
                {sentencesOf(policy, page, words, format, limitTo(data.notifiers)).map(([when, what], line) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: two steps may say the same
                  <li key={line}>
                    <span className="figures soft">{when}</span>
                    <span>{what}</span>
                  </li>
                ))}
              </ol>
            </Section>
          ))}
          <p className="soft">{words.policyNote}</p>
          {isEdited ? <PolicyDialog page={page} policies={data} close={() => setEdited(false)} /> : null}
        </>
      )}
    </Asked>
  )
}
