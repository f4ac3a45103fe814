import { Button, Modal } from 'antd'
import { useState } from 'react'
import type { OncallPage, Policies, Policy, PolicySet } from '../../server/oncall/schema.ts'
import { put } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { swapped } from '../ui/order.ts'
import { Tag } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { CallPreview } from './CallPreview.tsx'
import { PolicyCoverage } from './PolicyCoverage.tsx'
import { PolicyFields } from './PolicyFields.tsx'
import { MOST_POLICIES, neverTaken, newPolicy } from './policy-draft.ts'
import { titleOf } from './policy-sentences.ts'
import { POLICY_WORDS } from './policy-words.ts'
import { useOncallVerb } from './use-oncall.ts'
import { ONCALL_WORDS } from './words.ts'

/** Who is called about what and when, in which order, over which channels, and how long each is waited for. */
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
  return (
    <Modal open onCancel={close} title={words.editPolicies} footer={null} width={860}>
      <p className="soft">{words.policyNote}</p>
      <BusinessHours set={set} change={setSet} />
      <PolicyCoverage set={set} />
      <List page={props.page} notifiers={policies.notifiers} set={set} change={setSet} />
      <CallPreview set={set} notifiers={policies.notifiers} />
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

type SetProps = { readonly set: PolicySet; readonly change: (set: PolicySet) => void }

function BusinessHours({ set, change }: SetProps) {
  const words = useWords(ONCALL_WORDS)
  const hour = (key: 'businessFrom' | 'businessTo') => (
    <input
      className="plain-input"
      type="time"
      value={set[key]}
      aria-label={words.businessHours}
      onChange={(event) => event.target.value !== '' && change({ ...set, [key]: event.target.value })}
    />
  )
  return (
    <div className="oncall-inline">
      {words.businessHours} {hour('businessFrom')}–{hour('businessTo')}
    </div>
  )
}

type ListProps = SetProps & { readonly page: OncallPage; readonly notifiers: Policies['notifiers'] }

function List({ page, notifiers, set, change }: ListProps) {
  const own = useWords(POLICY_WORDS)
  const { policies } = set
  const setPolicies = (next: readonly Policy[]) => change({ ...set, policies: [...next] })
  const unused = neverTaken(set)
  const isFull = policies.length >= MOST_POLICIES
  return (
    <>
      {policies.length === 0 ? <p className="warn-note">{own.none}</p> : null}
      {policies.map((policy, n) => (
        <fieldset key={policy.id} className="oncall-layer">
          <Legend policy={policy} n={n} />
          {unused.has(n) ? (
            <p>
              <Tag kind="warn">{own.neverTaken}</Tag>
            </p>
          ) : null}
          <PolicyFields
            page={page}
            policy={policy}
            notifiers={notifiers}
            change={(part) => setPolicies(policies.map((each, place) => (place === n ? { ...each, ...part } : each)))}
          />
          <div className="oncall-bar oncall-policy-verbs">
            <Button size="small" disabled={n === 0} onClick={() => setPolicies(swapped(policies, n, n - 1))}>
              {own.up}
            </Button>
            <Button
              size="small"
              disabled={n === policies.length - 1}
              onClick={() => setPolicies(swapped(policies, n, n + 1))}
            >
              {own.down}
            </Button>
            <Button
              size="small"
              disabled={isFull}
              onClick={() => setPolicies(policies.toSpliced(n + 1, 0, { ...policy, id: crypto.randomUUID() }))}
            >
              {own.copy}
            </Button>
            <Button size="small" danger onClick={() => setPolicies(policies.filter((_, place) => place !== n))}>
              {own.removePolicy}
            </Button>
          </div>
        </fieldset>
      ))}
      <Button disabled={isFull} onClick={() => setPolicies([...policies, newPolicy(set, crypto.randomUUID())])}>
        {own.addPolicy}
      </Button>
    </>
  )
}

function Legend({ policy, n }: { readonly policy: Policy; readonly n: number }) {
  const words = useWords(ONCALL_WORDS)
  const own = useWords(POLICY_WORDS)
  const format = useFormat()
  return (
    <legend>
      {own.policyN({ n: n + 1 })} · {titleOf(policy, words, format)}
    </legend>
  )
}
