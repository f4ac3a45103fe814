import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Drawer, Input, Popconfirm } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { NewSavedSearch, SavedSearch } from '../../server/monitoring/saved-search-schema.ts'
import { get, put, queryText, remove } from '../api.ts'
import { Asked, RefusalText } from '../ui/Asked.tsx'
import { useMedia } from '../ui/hooks.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty, Tag } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { SEARCH_WORDS } from './search-words.ts'

export const SAVED_KEY = ['saved-searches']

/** The page of a search under a name. */
export function savedLink({ query }: Pick<SavedSearch, 'query'>): string {
  return `/stream${queryText(query)}`
}

/** Searches under a name: one's own, and what colleagues share. */
export function SavedSearches({ isOpen, close }: { readonly isOpen: boolean; readonly close: () => void }) {
  const words = useWords(SEARCH_WORDS)
  const isNarrow = useMedia('(max-width: 700px)')
  const saved = useQuery({
    queryKey: SAVED_KEY,
    queryFn: ({ signal }) => get<SavedSearch[]>('/api/saved-searches', {}, signal),
    enabled: isOpen,
  })
  return (
    <Drawer open={isOpen} onClose={close} size={isNarrow ? '100%' : 420} title={words.saved}>
      <Asked query={saved}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={words.saved}>{words.savedNone}</Empty>
          ) : (
            <>
              <Group title={words.savedMine} rows={rows.filter(({ isMine }) => isMine)} close={close} />
              <Group title={words.savedShared} rows={rows.filter(({ isMine }) => !isMine)} close={close} />
            </>
          )
        }
      </Asked>
    </Drawer>
  )
}

function Group(props: { readonly title: string; readonly rows: readonly SavedSearch[]; readonly close: () => void }) {
  if (props.rows.length === 0) return null
  return (
    <section className="saved-group">
      <h3>{props.title}</h3>
      <ul>
        {props.rows.map((row) => (
          <Row key={row.id} row={row} close={props.close} />
        ))}
      </ul>
    </section>
  )
}

function Row({ row, close }: { readonly row: SavedSearch; readonly close: () => void }) {
  const words = useWords(SEARCH_WORDS)
  const queries = useQueryClient()
  const [name, setName] = useState<string>()
  const { query, isShared } = row
  const rename = useMutation({
    mutationFn: () =>
      put(`/api/saved-searches/${row.id}`, { name: name ?? '', query, isShared } satisfies NewSavedSearch),
    onSuccess: () => {
      setName(undefined)
      return queries.invalidateQueries({ queryKey: SAVED_KEY })
    },
  })
  const isWriting = name !== undefined
  const renaming = isWriting ? (
    <Button
      size="small"
      type="primary"
      disabled={name.trim() === ''}
      loading={rename.isPending}
      onClick={() => rename.mutate()}
    >
      {words.saveNow}
    </Button>
  ) : (
    <Button size="small" onClick={() => setName(row.name)}>
      {words.rename}
    </Button>
  )
  return (
    <li className="saved-row">
      {isWriting ? (
        <Input
          value={name}
          maxLength={100}
          aria-label={words.saveName}
          autoFocus
          onChange={(event) => setName(event.target.value)}
          onPressEnter={() => rename.mutate()}
        />
      ) : (
        <Link to={savedLink(row)} onClick={close} className="row-title">
          {row.name}
        </Link>
      )}
      {row.isMine && isShared ? <Tag kind="plain">{words.shared}</Tag> : null}
      {row.isMine ? null : <span className="soft small">{words.sharedBy({ name: row.ownerName })}</span>}
      {row.isMine ? (
        <span className="row-verbs">
          {renaming}
          <Delete row={row} />
        </span>
      ) : null}
      {rename.error ? <RefusalText error={rename.error} /> : null}
    </li>
  )
}

function Delete({ row }: { readonly row: SavedSearch }) {
  const words = useWords(SEARCH_WORDS)
  const ui = useWords(UI_WORDS)
  const queries = useQueryClient()
  const drop = useMutation({
    mutationFn: () => remove(`/api/saved-searches/${row.id}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: SAVED_KEY }),
  })
  return (
    <>
      <Popconfirm
        title={words.removeWhat({ name: row.name })}
        description={words.removeNote}
        okText={words.drop}
        cancelText={ui.cancel}
        onConfirm={() => drop.mutate()}
      >
        <Button size="small" loading={drop.isPending}>
          {words.drop}
        </Button>
      </Popconfirm>
      {drop.error ? <RefusalText error={drop.error} /> : null}
    </>
  )
}
