import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import type { TimelineEntry } from '../../server/crises/schema.ts'
import { useMay } from '../access/me.ts'
import { OWN_ACTS } from '../access/verb-words.ts'
import { get, post, serverNow } from '../api.ts'
import { Asked, RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { ActText } from './ActText.tsx'
import { CRISIS_WORDS } from './words.ts'

/** Newest first: what one wants on coming in is what has just happened. */
export function Timeline({ crisisId }: { readonly crisisId: string }) {
  const words = useWords(CRISIS_WORDS)
  const may = useMay()
  const entries = useQuery({
    queryKey: ['timeline', crisisId],
    queryFn: ({ signal }) => get<TimelineEntry[]>(`/api/crises/${crisisId}/timeline`, {}, signal),
  })
  return (
    <Section title={words.timeline} aside={words.timelineNote}>
      {may('crises.note') ? <NewNote crisisId={crisisId} /> : null}
      <Asked query={entries}>
        {(rows) => (
          <ol className="timeline">
            {[...rows].reverse().map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
          </ol>
        )}
      </Asked>
    </Section>
  )
}

function Entry({ entry }: { readonly entry: TimelineEntry }) {
  const format = useFormat()
  return (
    <li>
      <span className="figures soft">{format.moment(entry.at, serverNow())}</span>
      <span>
        {entry.byName && !OWN_ACTS.includes(entry.verb) ? <strong>{entry.byName} </strong> : null}
        <ActText verb={entry.verb} values={entry.values} />
      </span>
    </li>
  )
}

function NewNote({ crisisId }: { readonly crisisId: string }) {
  const words = useWords(CRISIS_WORDS)
  const queries = useQueryClient()
  const [text, setText] = useState('')
  const send = useMutation({
    mutationFn: () => post(`/api/crises/${crisisId}/notes`, { text: text.trim() }),
    onSuccess: () => {
      setText('')
      return queries.invalidateQueries({ queryKey: ['timeline', crisisId] })
    },
  })
  return (
    <form
      className="note-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim()) send.mutate()
      }}
    >
      <Input
        value={text}
        maxLength={5000}
        onChange={(event) => setText(event.target.value)}
        placeholder={words.noteHint}
        aria-label={words.noteAdd}
      />
      <Button htmlType="submit" disabled={text.trim() === ''} loading={send.isPending}>
        {words.noteSend}
      </Button>
      {send.error ? <RefusalText error={send.error} /> : null}
    </form>
  )
}
