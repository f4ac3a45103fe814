import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import type { CallRun, SubjectKind } from '../../server/oncall/schema.ts'
import { useMay } from '../access/me.ts'
import { get } from '../api.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { CallRunCard } from './CallRunCard.tsx'
import { HandOverDialog } from './HandOverDialog.tsx'
import { HAND_OVER_WORDS } from './hand-over-words.ts'
import { ONCALL_KEY } from './use-oncall.ts'
import { ONCALL_WORDS } from './words.ts'

/** For the page of an alert or a crisis: who was called about it and who answered, and having somebody else called. */
export function CallLog(props: {
  readonly kind: SubjectKind
  readonly id: string
  /** of an alert: nobody is called about one that is closed */
  readonly isOver?: boolean
}) {
  const { kind, id, isOver = false } = props
  const words = useWords(ONCALL_WORDS)
  const runs = useQuery({
    queryKey: [...ONCALL_KEY, 'runs', kind, id],
    queryFn: ({ signal }) => get<CallRun[]>('/api/oncall/runs', { subjectKind: kind, subjectId: id }, signal),
    refetchInterval: 5000,
  })
  const canCall = useMay()('alerts.handle') && kind === 'alert' && !isOver
  if (!runs.data || (runs.data.length === 0 && !canCall)) return null
  return (
    <Section title={words.callLog}>
      {runs.data.length === 0 ? <p className="soft">{words.noRuns}</p> : null}
      {runs.data.map((run) => (
        <CallRunCard key={run.id} run={run} />
      ))}
      {canCall ? <CallSomebody alertId={id} /> : null}
    </Section>
  )
}

function CallSomebody({ alertId }: { readonly alertId: string }) {
  const words = useWords(HAND_OVER_WORDS)
  const [isOpen, setOpen] = useState(false)
  return (
    <p>
      <Button onClick={() => setOpen(true)}>{words.open}</Button>
      <HandOverDialog alert={{ id: alertId }} isOpen={isOpen} close={() => setOpen(false)} />
    </p>
  )
}
