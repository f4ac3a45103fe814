import { Button } from 'antd'
import { Link } from 'react-router'
import type { InboxNotice } from '../../server/access/inbox-schema.ts'
import { serverNow } from '../api.ts'
import { Asked } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty, Moment, Tag } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { LevelTag } from '../warning/LevelTag.tsx'
import { INBOX_WORDS } from './inbox-words.ts'
import { NOTICE_STATE_WORDS } from './notice-words.ts'
import { useInbox, useReading } from './use-inbox.ts'

/** What one was told, newest first. What is opened counts as seen; looking at the list alone does not. */
export function InboxList({ onGo }: { readonly onGo?: () => void }) {
  const words = useWords(INBOX_WORDS)
  const ui = useWords(UI_WORDS)
  const inbox = useInbox()
  const read = useReading()
  return (
    <Asked query={inbox}>
      {({ pages }) => {
        const notices = pages.flatMap((page) => page.notices)
        const unread = pages[0]?.unread ?? 0
        if (notices.length === 0) return <Empty title={words.none}>{words.noneNote}</Empty>
        return (
          <>
            <div className="inbox-head">
              <span className="soft">{unread > 0 ? words.unread({ n: unread }) : ''}</span>
              {unread > 0 ? (
                <Button type="link" onClick={() => read.mutate('all')} loading={read.isPending}>
                  {words.readAll}
                </Button>
              ) : null}
            </div>
            <ul className="plain-list inbox">
              {notices.map((notice) => (
                <Line
                  key={notice.id}
                  notice={notice}
                  go={() => {
                    if (notice.readAt === null) read.mutate([notice.id])
                    onGo?.()
                  }}
                />
              ))}
            </ul>
            {inbox.hasNextPage ? (
              <Button onClick={() => void inbox.fetchNextPage()} loading={inbox.isFetchingNextPage}>
                {ui.more}
              </Button>
            ) : null}
          </>
        )
      }}
    </Asked>
  )
}

function Line({ notice, go }: { readonly notice: InboxNotice; readonly go: () => void }) {
  const words = useWords(INBOX_WORDS)
  const states = useWords(NOTICE_STATE_WORDS)
  const { subject, lines, level, mode, url, acknowledgeUrl, at, readAt } = notice
  return (
    <li className={readAt === null ? 'inbox-unread' : ''} data-notice={notice.id}>
      <div className="row-tags">
        {mode === 'drill' ? <Tag kind="drill">{states.drill}</Tag> : null}
        {level === null ? null : <LevelTag level={level} />}
        <span className="soft small">
          <Moment at={at} now={serverNow()} />
        </span>
        {readAt === null ? null : <span className="soft small">{states.seen}</span>}
      </div>
      <strong className="break">{subject}</strong>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of a notice never change
        <div key={index} className="soft small break">
          {line}
        </div>
      ))}
      <div className="row-verbs">
        {acknowledgeUrl === null ? null : (
          <Goto to={acknowledgeUrl} go={go} className="number-link">
            {words.acknowledge}
          </Goto>
        )}
        {url === null || url === acknowledgeUrl ? null : (
          <Goto to={url} go={go} className="number-link">
            {words.open}
          </Goto>
        )}
        {url === null && acknowledgeUrl === null && readAt === null ? (
          <Button type="link" onClick={go}>
            {states.seen}
          </Button>
        ) : null}
      </div>
    </li>
  )
}

/** Pages of ours open here, without loading everything anew. */
function Goto(props: {
  readonly to: string
  readonly go: () => void
  readonly className: string
  readonly children: string
}) {
  return props.to.startsWith('/') ? (
    <Link to={props.to} className={props.className} onClick={props.go}>
      {props.children}
    </Link>
  ) : (
    <a href={props.to} className={props.className} onClick={props.go} target="_blank" rel="noreferrer">
      {props.children}
    </a>
  )
}
