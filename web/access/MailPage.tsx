import { useQuery } from '@tanstack/react-query'
import type { NoticeCounts, NotifierCard } from '../../server/access/mail-schema.ts'
import { get } from '../api.ts'
import { Asked, Trouble } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { PageHead } from '../ui/Pieces.tsx'
import { MailQueue } from './MailQueue.tsx'
import { MailSettings } from './MailSettings.tsx'
import { MailState } from './MailState.tsx'
import { MAIL_WORDS } from './mail-words.ts'
import { useMay } from './me.ts'

/** The channel that this page is about. */
const EMAIL = 'email'

/** How people outside of the product are told: the mail server, whether it works, and what became of each message. */
export function MailPage() {
  const may = useMay()
  return may('work.manage') ? <Mail /> : <Trouble error={{ code: 'forbidden' }} />
}

function Mail() {
  const words = useWords(MAIL_WORDS)
  const cards = useQuery({
    queryKey: ['notifiers'],
    queryFn: ({ signal }) => get<NotifierCard[]>('/api/notifiers', {}, signal),
    refetchInterval: 30_000,
  })
  const counts = useQuery({
    queryKey: ['notices', 'counts'],
    queryFn: ({ signal }) => get<NoticeCounts>('/api/notices/counts', {}, signal),
    refetchInterval: 30_000,
  })
  return (
    <>
      <PageHead title={words.title} note={words.note} />
      <Asked query={cards}>
        {(all) => {
          const card = all.find(({ key }) => key === EMAIL)
          if (!card) return <Trouble error={{ code: 'not-found' }} />
          return (
            <>
              <MailState card={card} unsent={counts.data?.unsent ?? 0} />
              <div className="mail-columns">
                {/* Anew when they are stored, also by somebody else: a form must not show what no longer holds. */}
                <MailSettings key={card.changedAt ?? 'none'} card={card} />
                <MailQueue counts={counts.data} />
              </div>
            </>
          )
        }}
      </Asked>
    </>
  )
}
