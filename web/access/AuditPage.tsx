import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useSearchParams } from 'react-router'
import type { AuditRow, Verification } from '../../server/access/schema.ts'
import { get, serverNow } from '../api.ts'
import { ActText } from '../crises/ActText.tsx'
import { RefusalText, Trouble } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty, Loading, PageHead, Tag, ZoneNote } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { VERB_NAMES } from './verb-words.ts'
import { ACCESS_WORDS, ACTOR_WORDS } from './words.ts'

const PAGE = 100

export function AuditPage() {
  const words = useWords(ACCESS_WORDS)
  const verbs = useWords(VERB_NAMES)
  const [search, setSearch] = useSearchParams()
  const verb = search.get('verb') ?? ''
  return (
    <>
      <PageHead title={words.auditTitle} note={words.auditNote}>
        <Select
          value={verb}
          aria-label={words.filterVerb}
          popupMatchSelectWidth={false}
          showSearch={{ optionFilterProp: 'label' }}
          onChange={(next: string) => setSearch(next ? { verb: next } : {}, { replace: true })}
          options={[
            { value: '', label: words.filterVerb },
            ...Object.entries(verbs).map(([value, label]) => ({ value, label })),
          ]}
        />
        <ZoneNote />
      </PageHead>
      <Verify />
      <Rows verb={verb} />
    </>
  )
}

function Verify() {
  const words = useWords(ACCESS_WORDS)
  const format = useFormat()
  const verify = useMutation({ mutationFn: () => get<Verification>('/api/audit/verification') })
  const found = verify.data
  return (
    <div className="verify">
      <Button onClick={() => verify.mutate()} loading={verify.isPending}>
        {words.verify}
      </Button>
      <span role="status">
        {found?.isWhole ? (
          <Tag kind="good">✓ {words.whole({ rows: format.count(found.rows), sealed: format.count(found.sealed) })}</Tag>
        ) : null}
        {found?.firstBroken ? (
          <Tag kind="level1">✕ {words.broken({ why: found.firstBroken.why, id: found.firstBroken.id })}</Tag>
        ) : null}
      </span>
      {verify.error ? <RefusalText error={verify.error} /> : null}
    </div>
  )
}

function Rows({ verb }: { readonly verb: string }) {
  const words = useWords(ACCESS_WORDS)
  const ui = useWords(UI_WORDS)
  const pages = useInfiniteQuery({
    queryKey: ['audit', verb],
    queryFn: ({ pageParam, signal }) => get<AuditRow[]>('/api/audit', { verb, limit: PAGE, before: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => (last.length < PAGE ? undefined : last.at(-1)?.id),
  })
  if (pages.isError && !pages.data) return <Trouble error={pages.error} onRetry={() => void pages.refetch()} />
  if (!pages.data) return <Loading />
  const rows = pages.data.pages.flat()
  if (rows.length === 0) return <Empty title={words.auditNone} />
  return (
    <>
      <ol className="audit">
        {rows.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </ol>
      {pages.hasNextPage ? (
        <Button onClick={() => void pages.fetchNextPage()} loading={pages.isFetchingNextPage}>
          {ui.more}
        </Button>
      ) : null}
    </>
  )
}

function Row({ row }: { readonly row: AuditRow }) {
  const words = useWords(ACCESS_WORDS)
  const actors: Readonly<Record<string, string>> = useWords(ACTOR_WORDS)
  const format = useFormat()
  const values = (row.detail ?? {}) as Readonly<Record<string, unknown>>
  return (
    <li>
      <time dateTime={row.at} className="figures soft">
        {format.moment(row.at, serverNow())}
      </time>
      <strong>{actors[row.actorKind] ?? row.actorName}</strong>
      <span>
        <ActText verb={row.verb} values={values} />
        {row.isErased ? <Tag kind="plain">{words.erased}</Tag> : null}
      </span>
      <span className="soft small">{row.isSealed ? words.sealed : words.unsealed}</span>
    </li>
  )
}
