import { Button } from 'antd'
import { Link } from 'react-router'
import { useMay } from '../access/me.ts'
import { useSources } from '../monitoring/SourcesPage.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { Icon, type IconName } from '../ui/Icon.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { START_WORDS } from './start-words.ts'
import type { StepProps } from './use-start.ts'

/** Three ways in; each has a page of its own, from which one comes back here. */
export function SourceStep({ done }: StepProps) {
  const words = useWords(START_WORDS)
  const format = useFormat()
  const may = useMay()
  const sources = useSources().data ?? []
  const ways: { to: string; icon: IconName; title: string; note: string; permission: string }[] = [
    { to: '/import', icon: 'inwards', title: words.importFile, note: words.importNote, permission: 'sources.manage' },
    { to: '/sources/new', icon: 'sources', title: words.feed, note: words.feedNote, permission: 'sources.manage' },
    {
      to: '/sources/webhooks',
      icon: 'inwards',
      title: words.webhook,
      note: words.webhookNote,
      permission: 'sources.manage',
    },
    {
      to: '/administration/tokens',
      icon: 'outside',
      title: words.push,
      note: words.pushNote,
      permission: 'tokens.manage',
    },
  ]
  return (
    <Section title={words.sourceTitle}>
      <p className="soft">{words.sourceNote}</p>
      <ul className="ways">
        {ways
          .filter(({ permission }) => may(permission))
          .map(({ to, icon, title, note }) => (
            <li key={to}>
              <Link to={to} className="verb">
                <strong>
                  <Icon name={icon} /> {title}
                </strong>
                <span>{note}</span>
              </Link>
            </li>
          ))}
      </ul>
      <p role="status">
        {sources.length > 0 ? words.sourcesThere({ n: format.count(sources.length) }) : words.sourcesNone}
      </p>
      <Button type={sources.length > 0 ? 'primary' : 'default'} onClick={() => done()}>
        {words.next}
      </Button>
    </Section>
  )
}
