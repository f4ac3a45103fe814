import { Drawer } from 'antd'
import { useId, useState } from 'react'
import { Link, useLocation } from 'react-router'
import { useMay } from '../access/me.ts'
import { Icon } from '../ui/Icon.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { type Counts, type Group, groupsFor, ME, OVERVIEW, openTo, type Place, placeOf, TABS } from './menu-places.ts'
import { useFolds } from './use-menu.ts'
import { FRAME_WORDS } from './words.ts'

/** At the left on wide screens. Only what exists and what this person may open. */
export function Menu({ counts }: { readonly counts: Counts }) {
  const words = useWords(FRAME_WORDS)
  return (
    <nav className="menu" aria-label={words.menu}>
      <Places places={[OVERVIEW]} counts={counts} />
      <Groups counts={counts} />
      <Places places={[ME]} counts={counts} />
    </nav>
  )
}

function Groups({ counts, onGo }: { readonly counts: Counts; readonly onGo?: () => void }) {
  const words = useWords(FRAME_WORDS)
  const may = useMay()
  const { isOpen, toggle } = useFolds()
  const go = onGo ? { onGo } : {}
  return groupsFor(may).map((group) =>
    group.places.length === 1 ? (
      <section key={group.id} className="menu-group">
        <h2>{words[group.word] as string}</h2>
        <Places places={group.places} counts={counts} {...go} />
      </section>
    ) : (
      <Fold
        key={group.id}
        group={group}
        isOpen={isOpen(group)}
        onToggle={() => toggle(group)}
        counts={counts}
        {...go}
      />
    ),
  )
}

function Fold(props: {
  readonly group: Group
  readonly isOpen: boolean
  readonly onToggle: () => void
  readonly counts: Counts
  readonly onGo?: () => void
}) {
  const { group, isOpen, onToggle, counts, onGo } = props
  const words = useWords(FRAME_WORDS)
  const id = useId()
  const waiting = group.places.reduce((sum, { count }) => sum + (count ? counts[count] : 0), 0)
  return (
    <section className="menu-group">
      <button type="button" className="menu-fold" aria-expanded={isOpen} aria-controls={id} onClick={onToggle}>
        <span aria-hidden="true" className="menu-caret" />
        <span>{words[group.word] as string}</span>
        {isOpen ? null : <Waiting count={waiting} />}
      </button>
      <div id={id} hidden={!isOpen}>
        <Places places={group.places} counts={counts} {...(onGo ? { onGo } : {})} />
      </div>
    </section>
  )
}

function Places(props: { readonly places: readonly Place[]; readonly counts: Counts; readonly onGo?: () => void }) {
  const { places, counts, onGo } = props
  const current = placeOf(useLocation().pathname)
  const words = useWords(FRAME_WORDS)
  return (
    <ul>
      {places.map(({ to, word, icon, count }) => (
        <li key={to}>
          <Link
            to={to}
            className={current?.to === to ? 'active' : ''}
            {...(current?.to === to ? { 'aria-current': 'page' as const } : {})}
            {...(onGo ? { onClick: onGo } : {})}
          >
            <Icon name={icon} />
            <span>{words[word] as string}</span>
            {count ? <Waiting count={counts[count]} /> : null}
          </Link>
        </li>
      ))}
    </ul>
  )
}

function Waiting({ count }: { readonly count: number }) {
  const words = useWords(FRAME_WORDS)
  if (count === 0) return null
  return (
    <span className="menu-count figures" title={words.waiting({ n: count })}>
      {count > 99 ? '99+' : count}
    </span>
  )
}

/** At the bottom on phones, in reach of the thumb. */
export function TabBar({ counts }: { readonly counts: Counts }) {
  const words = useWords(FRAME_WORDS)
  const may = useMay()
  const [isOpen, setOpen] = useState(false)
  const current = placeOf(useLocation().pathname)
  const tabs = openTo(may, TABS)
  const isElsewhere = current !== undefined && !tabs.some(({ to }) => to === current.to)
  const close = () => setOpen(false)
  return (
    <nav className="tab-bar" aria-label={words.menu}>
      <Places places={tabs} counts={counts} />
      <button
        type="button"
        className={isElsewhere ? 'active' : ''}
        onClick={() => setOpen(true)}
        aria-expanded={isOpen}
      >
        <Icon name="more" />
        <span>{words.more}</span>
        <Waiting count={counts.troubles} />
      </button>
      <Drawer open={isOpen} onClose={close} placement="bottom" size="auto" title={words.more} className="more-drawer">
        <div className="menu-list">
          <Groups counts={counts} onGo={close} />
          <Places places={[ME]} counts={counts} onGo={close} />
        </div>
      </Drawer>
    </nav>
  )
}
