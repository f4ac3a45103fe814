import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import type { OncallPage, Policies } from '../../server/oncall/schema.ts'
import { useMay } from '../access/me.ts'
import { get } from '../api.ts'
import { Asked } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { PolicyDialog } from './PolicyDialog.tsx'
import { sentencesOf, titleOf } from './policy-sentences.ts'
import { ONCALL_KEY } from './use-oncall.ts'
import { ONCALL_WORDS } from './words.ts'

/** Whom what calls, as sentences along the time. */
export function PoliciesPanel({ page }: { readonly page: OncallPage }) {
  const words = useWords(ONCALL_WORDS)
  const may = useMay()
  const [isEdited, setEdited] = useState(false)
  const policies = useQuery({
    queryKey: [...ONCALL_KEY, 'policies'],
    queryFn: ({ signal }) => get<Policies>('/api/oncall/policies', {}, signal),
  })
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
          {data.set.policies.map((policy) => (
            <Section key={policy.id} title={titleOf(policy, words)}>
              <ol className="timeline">
                {sentencesOf(policy, page, words).map(([when, what]) => (
                  <li key={`${when}${what}`}>
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
