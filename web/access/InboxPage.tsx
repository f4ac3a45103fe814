import { Link } from 'react-router'
import { useWords } from '../ui/LocaleProvider.tsx'
import { PageHead, Section } from '../ui/Pieces.tsx'
import { InboxList } from './InboxList.tsx'
import { INBOX_WORDS } from './inbox-words.ts'

/** On a phone the bell opens this page; on a desk, a panel with the same list. */
export function InboxPage() {
  const words = useWords(INBOX_WORDS)
  return (
    <>
      <PageHead title={words.title}>
        <Link to="/me#notices">{words.mine}</Link>
      </PageHead>
      <Section>
        <InboxList />
      </Section>
    </>
  )
}
