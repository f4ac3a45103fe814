import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal, Segmented } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { NoticeCounts, NoticeRow } from '../../server/access/notice-schema.ts'
import { get, post, serverNow } from '../api.ts'
import { Asked, RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty, Labelled, Section, Tag } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { Why } from './ChannelTest.tsx'
import { CHANNEL_WORDS } from './channel-words.ts'
import { NOTICE_STATE_WORDS, TOPIC_WORDS } from './notice-words.ts'

const PAGE = 50
type Shown = 'all' | 'sent' | 'retrying' | 'undelivered' | 'set-aside' | 'unsent'

/** What was told to whom, newest first, and what became of it. */
export function NoticeQueue({ counts }: { readonly counts: NoticeCounts | undefined }) {
  const words = useWords(CHANNEL_WORDS)
  const ui = useWords(UI_WORDS)
  const [shown, setShown] = useState<Shown>('all')
  const pages = useNotices(shown)
  const failed = counts ? counts.undelivered + counts.setAside : 0
  return (
    <Section title={words.queue} aside={words.queueNote}>
      <div className="notice-filter">
        <Segmented value={shown} onChange={setShown} options={useFilters(counts)} />
      </div>
      {failed > 0 ? <RetryAll count={failed} /> : null}
      <Asked query={pages}>
        {({ pages: all }) => {
          const rows = all.flat()
          if (rows.length === 0)
            return shown === 'all' ? (
              <Empty title={words.nothing}>{words.nothingNote}</Empty>
            ) : (
              <Empty title={words.nothingHere} />
            )
          return (
            <ul className="plain-list">
              {rows.map((row) => (
                <NoticeLine key={row.id} row={row} />
              ))}
            </ul>
          )
        }}
      </Asked>
      {pages.hasNextPage ? (
        <Button onClick={() => void pages.fetchNextPage()} loading={pages.isFetchingNextPage}>
          {ui.more}
        </Button>
      ) : null}
    </Section>
  )
}

function useNotices(shown: Shown) {
  return useInfiniteQuery({
    queryKey: ['notices', 'list', shown],
    queryFn: ({ signal, pageParam }) =>
      get<NoticeRow[]>(
        '/api/notices',
        { state: shown === 'all' ? undefined : shown, before: pageParam, limit: PAGE },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.length < PAGE ? undefined : page.at(-1)?.id),
    refetchInterval: 30_000,
  })
}

/** Each with its number where there is one: whoever sees no zeros looks at what is not zero. */
function useFilters(counts: NoticeCounts | undefined): { value: Shown; label: string }[] {
  const words = useWords(CHANNEL_WORDS)
  const states = useWords(NOTICE_STATE_WORDS)
  const format = useFormat()
  const { sent = 0, retrying = 0, undelivered = 0, setAside = 0, unsent = 0 } = counts ?? {}
  const label = (word: string, count: number): string => (count === 0 ? word : `${word} ${format.count(count)}`)
  return [
    { value: 'all', label: words.all },
    { value: 'sent', label: label(states.sent, sent) },
    { value: 'retrying', label: label(states.retrying, retrying) },
    { value: 'undelivered', label: label(states.undelivered, undelivered) },
    { value: 'set-aside', label: label(states['set-aside'], setAside) },
    { value: 'unsent', label: label(words.unsentShort, unsent) },
  ]
}

const KINDS: Partial<Record<NoticeRow['state'], string>> = {
  sent: 'good',
  retrying: 'warn',
  undelivered: 'warn',
  'set-aside': 'warn',
  unsent: 'warn',
}

function NoticeLine({ row }: { readonly row: NoticeRow }) {
  const words = useWords(CHANNEL_WORDS)
  const states = useWords(NOTICE_STATE_WORDS)
  const topics = useWords(TOPIC_WORDS)
  const format = useFormat()
  const now = serverNow()
  const facts = [
    format.moment(row.createdAt, now),
    topics[row.topic],
    words.to({ name: row.to }),
    row.channelName ?? '',
    row.attempts > 1 ? words.tries({ n: row.attempts }) : '',
    row.state === 'retrying' && row.nextAt ? words.nextAt({ time: format.moment(row.nextAt, now) }) : '',
  ]
  return (
    <li>
      <div>
        <Tag kind={row.state === 'drill' ? 'drill' : (KINDS[row.state] ?? 'plain')}>{states[row.state]}</Tag>{' '}
        <strong className="break">{row.subject}</strong>
      </div>
      <div className="soft small figures">{facts.filter((fact) => fact !== '').join(' · ')}</div>
      {row.code ? (
        <div className="small">
          <Why code={row.code} said={row.said} />
        </div>
      ) : row.said ? (
        <code className="expression small">{row.said}</code>
      ) : null}
    </li>
  )
}

function RetryAll({ count }: { readonly count: number }) {
  const words = useWords(CHANNEL_WORDS)
  const ui = useWords(UI_WORDS)
  const queries = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const retry = useMutation({
    mutationFn: () => post('/api/notices/retrial', { reason: reason.trim() }),
    onSuccess: () => {
      setOpen(false)
      setReason('')
      return queries.invalidateQueries({ queryKey: ['notices'] })
    },
  })
  return (
    <p className="notice-retry">
      <Button onClick={() => setOpen(true)}>{words.retryAll}</Button>{' '}
      <Link to="/administration/work">{words.oneByOne}</Link>
      <Modal open={isOpen} onCancel={() => setOpen(false)} title={words.retryAllTitle({ n: count })} footer={null}>
        <p>{words.retryAllNote}</p>
        <Labelled text={words.reason}>
          <Input value={reason} maxLength={2000} onChange={(event) => setReason(event.target.value)} />
        </Labelled>
        {retry.error ? <RefusalText error={retry.error} /> : null}
        <div className="dialog-verbs">
          <Button onClick={() => setOpen(false)}>{ui.cancel}</Button>
          <Button
            type="primary"
            disabled={reason.trim() === ''}
            loading={retry.isPending}
            onClick={() => retry.mutate()}
          >
            {words.retryAll}
          </Button>
        </div>
      </Modal>
    </p>
  )
}
