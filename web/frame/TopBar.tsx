import { Link } from 'react-router'
import type { CrisisCard } from '../../server/crises/schema.ts'
import { useKeepLocale, useMe } from '../access/me.ts'
import { Countdown } from '../crises/Countdown.tsx'
import { clockName } from '../crises/clock-name.ts'
import { CRISIS_WORDS } from '../crises/words.ts'
import { useLiveState } from '../LiveProvider.tsx'
import { SearchJump } from '../monitoring/SearchJump.tsx'
import { OnCallMark } from '../oncall/OnCallMark.tsx'
import { Icon } from '../ui/Icon.tsx'
import { LanguageSwitch } from '../ui/LanguageSwitch.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Tag } from '../ui/Pieces.tsx'
import { InboxBell } from './InboxBell.tsx'
import { SoundSwitch } from './SoundSwitch.tsx'
import { useOpenCrises } from './use-open-crises.ts'
import { FRAME_WORDS } from './words.ts'

export function TopBar() {
  const words = useWords(FRAME_WORDS)
  const { organisation, person } = useMe()
  const keep = useKeepLocale()
  return (
    <header className="top-bar">
      <Link to="/" className="brand">
        <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="7" fill="var(--accent)" />
          <path
            d="M6 18h5l3-9 5 15 3-6h4"
            fill="none"
            stroke="var(--on-accent)"
            strokeWidth="2.6"
            strokeLinejoin="round"
          />
        </svg>
        <span className="brand-name">{organisation.name}</span>
      </Link>
      {organisation.isDemo ? (
        <Tag kind="demo" title={words.demoNote}>
          {words.demo}
        </Tag>
      ) : null}
      <OpenCrises />
      <OnCallMark />
      <div className="top-bar-end">
        <SearchJump />
        <Connection />
        <InboxBell />
        <SoundSwitch />
        <LanguageSwitch onChoose={(locale) => keep.mutate(locale)} />
        <Link to="/me" className="who" title={person.email}>
          <Icon name="person" />
          <span>{person.name}</span>
        </Link>
      </div>
    </header>
  )
}

/** The open crisis whose clock is due next, everywhere, so that nobody loses it from sight. */
function OpenCrises() {
  const words = useWords(FRAME_WORDS)
  const terms = useWords(CRISIS_WORDS)
  const crises = useOpenCrises().data ?? []
  const dueOf = (crisis: CrisisCard) => crisis.nextClock?.dueAt ?? '9999'
  const [first, ...others] = [...crises].sort((a, b) => dueOf(a).localeCompare(dueOf(b)))
  if (!first) return null
  const clock = first.nextClock
  return (
    <Link to={`/crises/${first.id}`} className={`crisis-chip level-${first.level}`}>
      <Icon name="crises" size={16} />
      {first.mode === 'drill' ? <Tag kind="drill">{words.drill}</Tag> : null}
      <strong>{words.crisisOpen({ number: first.number })}</strong>
      {clock ? (
        <span className="crisis-chip-clock">
          {clockName(terms, clock.key)} <Countdown clock={clock} />
        </span>
      ) : null}
      {others.length > 0 ? <span>{words.moreCrises({ n: others.length })}</span> : null}
    </Link>
  )
}

function Connection() {
  const words = useWords(FRAME_WORDS)
  const state = useLiveState()
  const text = { on: words.liveOn, connecting: words.liveWait, off: words.liveOff, 'signed-out': words.liveOff }[state]
  return (
    <span className={`connection connection-${state}`} role="status" title={text}>
      <span className="dot" aria-hidden="true" />
      <span>{text}</span>
    </span>
  )
}
