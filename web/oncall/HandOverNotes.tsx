import { Button, Input } from 'antd'
import { useState } from 'react'
import type { OncallPage, RosterPage } from '../../server/oncall/schema.ts'
import { post, serverNow } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Moment } from '../ui/Pieces.tsx'
import { namesOf, useOncallVerb } from './use-oncall.ts'
import { ONCALL_WORDS } from './words.ts'

/** What the next one should know; told to both at the hand-over. */
export function HandOverNotes({ page, roster }: { readonly page: OncallPage; readonly roster: RosterPage }) {
  const words = useWords(ONCALL_WORDS)
  const nameOf = namesOf(page)
  const [text, setText] = useState('')
  const write = useOncallVerb(async () => {
    await post(`/api/oncall/rosters/${roster.id}/notes`, { text })
    setText('')
  })
  return (
    <details open={roster.notes.length > 0}>
      <summary>
        {words.notes} ({roster.notes.length})
      </summary>
      <ul className="plain-list">
        {roster.notes.map((note) => (
          <li key={note.id}>
            <Moment at={note.at} now={serverNow()} /> <strong>{nameOf(note.personId)}</strong> {note.text}
          </li>
        ))}
      </ul>
      <div className="oncall-note">
        <Input
          value={text}
          maxLength={2000}
          placeholder={words.noteHint}
          aria-label={words.writeNote}
          onChange={(event) => setText(event.target.value)}
        />
        <Button disabled={text.trim() === ''} loading={write.isPending} onClick={() => write.mutate()}>
          {words.writeNote}
        </Button>
      </div>
      {write.error ? <RefusalText error={write.error} /> : null}
    </details>
  )
}
