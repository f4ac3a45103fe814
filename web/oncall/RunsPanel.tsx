import { useQuery } from '@tanstack/react-query'
import type { CallRun } from '../../server/oncall/schema.ts'
import { get } from '../api.ts'
import { Asked } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty } from '../ui/Pieces.tsx'
import { CallRunCard } from './CallRunCard.tsx'
import { ONCALL_KEY } from './use-oncall.ts'
import { ONCALL_WORDS } from './words.ts'

/** Everything that anybody was called about, newest first. */
export function RunsPanel() {
  const words = useWords(ONCALL_WORDS)
  const runs = useQuery({
    queryKey: [...ONCALL_KEY, 'runs'],
    queryFn: ({ signal }) => get<CallRun[]>('/api/oncall/runs', {}, signal),
    refetchInterval: 5000,
  })
  return (
    <Asked query={runs}>
      {(rows) =>
        rows.length === 0 ? (
          <Empty title={words.noRuns} />
        ) : (
          rows.map((run) => (
            <section key={run.id} className="card">
              <CallRunCard run={run} hasHeadline />
            </section>
          ))
        )
      }
    </Asked>
  )
}
