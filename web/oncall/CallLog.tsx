import { useQuery } from '@tanstack/react-query'
import type { CallRun, SubjectKind } from '../../server/oncall/schema.ts'
import { get } from '../api.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { CallRunCard } from './CallRunCard.tsx'
import { ONCALL_KEY } from './use-oncall.ts'
import { ONCALL_WORDS } from './words.ts'

/** For the page of an alert or a crisis: who was called about it and who answered; nothing where nobody was. */
export function CallLog({ kind, id }: { readonly kind: SubjectKind; readonly id: string }) {
  const words = useWords(ONCALL_WORDS)
  const runs = useQuery({
    queryKey: [...ONCALL_KEY, 'runs', kind, id],
    queryFn: ({ signal }) => get<CallRun[]>('/api/oncall/runs', { subjectKind: kind, subjectId: id }, signal),
    refetchInterval: 5000,
  })
  if (!runs.data || runs.data.length === 0) return null
  return (
    <Section title={words.callLog}>
      {runs.data.map((run) => (
        <CallRunCard key={run.id} run={run} />
      ))}
    </Section>
  )
}
