import { Drawer } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { Link } from 'react-router'
import { INBOX_WORDS } from '../access/inbox-words.ts'
import { useUnread } from '../access/use-inbox.ts'
import { Icon } from '../ui/Icon.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Loading } from '../ui/Pieces.tsx'

const InboxList = lazy(async () => ({ default: (await import('../access/InboxList.tsx')).InboxList }))
const MOST_SHOWN = 99
const PHONE = '(max-width: 700px)'

/** How many notices wait to be seen, on every page. A press shows them: beside the page on a desk, as a page of their own on a phone. */
export function InboxBell() {
  const words = useWords(INBOX_WORDS)
  const [isOpen, setOpen] = useState(false)
  const unread = useUnread()
  const label = unread > 0 ? `${words.title} · ${words.unread({ n: unread })}` : words.title
  return (
    <>
      <Link
        to="/inbox"
        className="icon-button bell"
        aria-label={label}
        title={label}
        onClick={(event) => {
          if (matchMedia(PHONE).matches || event.ctrlKey || event.metaKey || event.shiftKey) return
          event.preventDefault()
          setOpen(true)
        }}
      >
        <Icon name="alerts" />
        {unread > 0 ? (
          <span className="bell-count figures" aria-hidden="true">
            {unread > MOST_SHOWN ? `${MOST_SHOWN}+` : unread}
          </span>
        ) : null}
      </Link>
      <Drawer
        open={isOpen}
        onClose={() => setOpen(false)}
        title={words.title}
        size={440}
        extra={
          <Link to="/me#notices" onClick={() => setOpen(false)}>
            {words.mine}
          </Link>
        }
      >
        <Suspense fallback={<Loading />}>{isOpen ? <InboxList onGo={() => setOpen(false)} /> : null}</Suspense>
      </Drawer>
    </>
  )
}
