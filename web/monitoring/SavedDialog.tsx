import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Checkbox, Input, Modal } from 'antd'
import { useState } from 'react'
import type { SavedSearch } from '../../server/monitoring/saved-search-schema.ts'
import { post } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Labelled } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { savedQueryOf } from './filter.ts'
import { SAVED_KEY } from './SavedSearches.tsx'
import { useConditions } from './search-conditions.ts'
import { SEARCH_WORDS } from './search-words.ts'
import type { Searching } from './use-search.ts'

type Props = { readonly searching: Searching; readonly isOpen: boolean; readonly close: () => void }

/** Keeps the search under a name; what it says of itself is proposed. */
export function SavedDialog({ searching, isOpen, close }: Props) {
  const words = useWords(SEARCH_WORDS)
  const ui = useWords(UI_WORDS)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const proposed = useConditions(searching)
    .map(({ name }) => name)
    .join(' · ')
    .slice(0, 100)
  const [name, setName] = useState<string>()
  const [isShared, setShared] = useState(false)
  const given = (name ?? proposed).trim()
  const leave = () => {
    close()
    setName(undefined)
    setShared(false)
    save.reset()
  }
  const save = useMutation({
    mutationFn: () =>
      post<SavedSearch>('/api/saved-searches', { name: given, query: savedQueryOf(searching.search), isShared }),
    onSuccess: (made) => {
      void queries.invalidateQueries({ queryKey: SAVED_KEY })
      void message.success(words.savedAs({ name: made.name }))
      leave()
    },
  })
  return (
    <Modal open={isOpen} onCancel={leave} title={words.save} footer={null} destroyOnHidden width={420}>
      <Labelled text={words.saveName}>
        <Input
          value={name ?? proposed}
          maxLength={100}
          onChange={(event) => setName(event.target.value)}
          onPressEnter={() => {
            if (given !== '') save.mutate()
          }}
        />
      </Labelled>
      <Checkbox checked={isShared} onChange={(event) => setShared(event.target.checked)}>
        {words.saveShare}
      </Checkbox>
      {save.error ? <RefusalText error={save.error} /> : null}
      <div className="dialog-verbs">
        <Button onClick={leave}>{ui.cancel}</Button>
        <Button type="primary" disabled={given === ''} loading={save.isPending} onClick={() => save.mutate()}>
          {words.saveNow}
        </Button>
      </div>
    </Modal>
  )
}
