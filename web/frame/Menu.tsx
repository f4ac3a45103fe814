import { Drawer } from 'antd'
import { useState } from 'react'
import { NavLink, useLocation } from 'react-router'
import { useMay } from '../access/me.ts'
import { Icon, type IconName } from '../ui/Icon.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { FRAME_WORDS } from './words.ts'

type Place = {
  readonly to: string
  readonly word: keyof typeof FRAME_WORDS
  readonly icon: IconName
  readonly permission?: string
}

const STREAM: Place = { to: '/stream', word: 'stream', icon: 'stream', permission: 'posts.read' }
const PLACES: readonly Place[] = [
  { to: '/', word: 'overview', icon: 'overview' },
  { to: '/alerts', word: 'alerts', icon: 'alerts', permission: 'alerts.read' },
  { to: '/crises', word: 'crises', icon: 'crises', permission: 'crises.read' },
]
const MONITOR: readonly Place[] = [
  { to: '/tracks', word: 'tracks', icon: 'tracks', permission: 'posts.read' },
  { to: '/alerts/rules', word: 'rules', icon: 'check', permission: 'alerts.read' },
  { to: '/rumours', word: 'rumours', icon: 'check', permission: 'posts.read' },
  { to: '/lexicons', word: 'lexicons', icon: 'audit', permission: 'posts.read' },
  { to: '/hot-lists', word: 'hotLists', icon: 'climb', permission: 'posts.read' },
  { to: '/sources', word: 'sources', icon: 'sources', permission: 'posts.read' },
  { to: '/import', word: 'imports', icon: 'inwards', permission: 'sources.manage' },
  { to: '/replays', word: 'replays', icon: 'clock', permission: 'replays.run' },
]
const ADMINISTRATION: readonly Place[] = [
  { to: '/oncall', word: 'oncall', icon: 'clock', permission: 'people.read' },
  { to: '/administration/people', word: 'people', icon: 'people', permission: 'people.read' },
  { to: '/administration/tokens', word: 'tokens', icon: 'outside', permission: 'tokens.manage' },
  { to: '/administration/mail', word: 'mail', icon: 'mail', permission: 'work.manage' },
  { to: '/administration/webhooks', word: 'webhooks', icon: 'outside', permission: 'work.manage' },
  { to: '/administration/api', word: 'api', icon: 'outside' },
  { to: '/administration/audit', word: 'audit', icon: 'audit', permission: 'audit.read' },
  { to: '/administration/work', word: 'work', icon: 'clock', permission: 'work.manage' },
  { to: '/blindness', word: 'blindness', icon: 'check' },
]
const OWN: readonly Place[] = [{ to: '/me', word: 'me', icon: 'person' }]

/** At the left on wide screens. Only what exists and what this person may open. */
export function Menu() {
  const words = useWords(FRAME_WORDS)
  return (
    <nav className="menu" aria-label={words.menu}>
      <Places places={PLACES} />
      <h2>{words.monitor}</h2>
      <Places places={[STREAM, ...MONITOR]} />
      <Group title={words.administration} places={ADMINISTRATION} />
      <Places places={OWN} />
    </nav>
  )
}

function Group({ title, places }: { readonly title: string; readonly places: readonly Place[] }) {
  const may = useMay()
  if (!places.some(({ permission }) => !permission || may(permission))) return null
  return (
    <>
      <h2>{title}</h2>
      <Places places={places} />
    </>
  )
}

/** Whether a place of its own lies below this one and is where we are. */
function isDeeper(to: string, pathname: string): boolean {
  return (
    to !== '/' &&
    [...MONITOR, ...ADMINISTRATION].some((each) => each.to.startsWith(`${to}/`) && pathname.startsWith(each.to))
  )
}

function Places({ places, onGo }: { readonly places: readonly Place[]; readonly onGo?: () => void }) {
  const { pathname } = useLocation()
  const words = useWords(FRAME_WORDS)
  const may = useMay()
  return (
    <ul>
      {places
        .filter(({ permission }) => !permission || may(permission))
        .map(({ to, word, icon }) => (
          <li key={to}>
            <NavLink
              to={to}
              end={to === '/'}
              className={({ isActive }) => (isActive && !isDeeper(to, pathname) ? 'active' : '')}
              {...(onGo ? { onClick: onGo } : {})}
            >
              <Icon name={icon} />
              <span>{words[word] as string}</span>
            </NavLink>
          </li>
        ))}
    </ul>
  )
}

/** At the bottom on phones, in reach of the thumb. */
export function TabBar() {
  const words = useWords(FRAME_WORDS)
  const [isOpen, setOpen] = useState(false)
  const { pathname } = useLocation()
  const isElsewhere = [...MONITOR, ...ADMINISTRATION, ...OWN].some(({ to }) => pathname.startsWith(to))
  return (
    <nav className="tab-bar" aria-label={words.menu}>
      <Places places={[...PLACES, STREAM]} />
      <button
        type="button"
        className={isElsewhere ? 'active' : ''}
        onClick={() => setOpen(true)}
        aria-expanded={isOpen}
      >
        <Icon name="more" />
        <span>{words.more}</span>
      </button>
      <Drawer
        open={isOpen}
        onClose={() => setOpen(false)}
        placement="bottom"
        size="auto"
        title={words.more}
        className="more-drawer"
      >
        <div className="menu-list">
          <Places places={[...MONITOR, ...ADMINISTRATION, ...OWN]} onGo={() => setOpen(false)} />
        </div>
      </Drawer>
    </nav>
  )
}
