import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Progress } from 'antd'
import type { Lexicon } from '../../server/monitoring/lexicon-schema.ts'
import { post, serverNow } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { LEXICON_WORDS } from './lexicon-words.ts'

/** Counting the last fortnight anew, and how far it is. */
export function LexiconRecount({ lexicon, mayEdit }: { readonly lexicon: Lexicon; readonly mayEdit: boolean }) {
  const words = useWords(LEXICON_WORDS)
  const format = useFormat()
  const queries = useQueryClient()
  const begin = useMutation({
    mutationFn: () => post(`/api/lexicons/${lexicon.id}/recount`),
    onSettled: () => queries.invalidateQueries({ queryKey: ['lexicon', lexicon.id] }),
  })
  const { recount } = lexicon
  const isRunning = recount?.state === 'running'
  if (!recount && !mayEdit) return null
  const figures = recount && {
    looked: format.count(recount.looked),
    total: format.count(recount.total),
    hits: format.count(recount.hits),
    time: format.moment(recount.startedAt, serverNow()),
  }
  return (
    <Section title={words.recount}>
      <p className="soft">{words.recountNote}</p>
      {isRunning && figures ? (
        <div role="status">
          <Progress percent={Math.round((100 * recount.looked) / Math.max(1, recount.total))} />
          <p>{words.recounting(figures)}</p>
        </div>
      ) : null}
      {figures && recount?.state === 'done' ? <p>{words.recounted(figures)}</p> : null}
      {figures && recount?.state === 'failed' ? <p role="alert">{words.recountFailed(figures)}</p> : null}
      {begin.error ? <RefusalText error={begin.error} /> : null}
      {mayEdit && !isRunning ? (
        <Button onClick={() => begin.mutate()} loading={begin.isPending}>
          {words.recount}
        </Button>
      ) : null}
    </Section>
  )
}
