import type { IconName } from '../ui/Icon.tsx'
import type { FRAME_WORDS } from './words.ts'

type Word = keyof typeof FRAME_WORDS
/** What of a place waits for somebody, shown as a number beside its name. */
type CountName = 'alerts' | 'crises' | 'troubles'

export type Counts = Readonly<Record<CountName, number>>

export type Place = {
  readonly to: string
  readonly word: Word
  readonly icon: IconName
  readonly permission?: string
  readonly count?: CountName
}
export type Group = {
  readonly id: string
  readonly word: Word
  readonly places: readonly Place[]
  /** until somebody folds it */
  readonly isOpen: boolean
}

export const OVERVIEW: Place = { to: '/', word: 'overview', icon: 'overview' }
const ALERTS: Place = { to: '/alerts', word: 'alerts', icon: 'alerts', permission: 'alerts.read', count: 'alerts' }
const STREAM: Place = { to: '/stream', word: 'stream', icon: 'stream', permission: 'posts.read' }
const CRISES: Place = { to: '/crises', word: 'crises', icon: 'crises', permission: 'crises.read', count: 'crises' }
export const ME: Place = { to: '/me', word: 'me', icon: 'person' }

/** In the order in which the handbook goes through a crisis; what is set up once comes after it. */
export const GROUPS: readonly Group[] = [
  {
    id: 'warning',
    word: 'groupWarning',
    isOpen: true,
    places: [
      ALERTS,
      { to: '/oncall', word: 'oncall', icon: 'clock', permission: 'people.read' },
      { to: '/alerts/rules', word: 'rules', icon: 'check', permission: 'alerts.read' },
    ],
  },
  {
    id: 'assess',
    word: 'groupAssess',
    isOpen: true,
    places: [
      STREAM,
      { to: '/rumours', word: 'rumours', icon: 'check', permission: 'posts.read' },
      { to: '/hot-lists', word: 'hotLists', icon: 'climb', permission: 'posts.read' },
    ],
  },
  { id: 'respond', word: 'groupRespond', isOpen: true, places: [CRISES] },
  {
    id: 'review',
    word: 'groupReview',
    isOpen: false,
    places: [
      { to: '/alerts/quality', word: 'quality', icon: 'climb', permission: 'alerts.read' },
      { to: '/replays', word: 'replays', icon: 'clock', permission: 'replays.run' },
    ],
  },
  {
    id: 'monitor',
    word: 'groupMonitor',
    isOpen: false,
    places: [
      { to: '/tracks', word: 'tracks', icon: 'tracks', permission: 'posts.read' },
      { to: '/lexicons', word: 'lexicons', icon: 'audit', permission: 'posts.read' },
      { to: '/sources', word: 'sources', icon: 'sources', permission: 'posts.read' },
      { to: '/import', word: 'imports', icon: 'inwards', permission: 'sources.manage' },
    ],
  },
  {
    id: 'administration',
    word: 'administration',
    isOpen: false,
    places: [
      { to: '/administration/people', word: 'people', icon: 'people', permission: 'people.read' },
      { to: '/administration/channels', word: 'channels', icon: 'mail', permission: 'work.manage' },
      { to: '/administration/webhooks', word: 'webhooks', icon: 'outside', permission: 'work.manage' },
      { to: '/administration/tokens', word: 'tokens', icon: 'outside', permission: 'tokens.manage' },
      { to: '/administration/api', word: 'api', icon: 'outside' },
      { to: '/administration/audit', word: 'audit', icon: 'audit', permission: 'audit.read' },
      { to: '/administration/work', word: 'work', icon: 'clock', permission: 'work.manage' },
      { to: '/blindness', word: 'blindness', icon: 'check', count: 'troubles' },
    ],
  },
]

/** At the bottom of a phone, in reach of the thumb. */
export const TABS: readonly Place[] = [OVERVIEW, ALERTS, STREAM, CRISES]

/** The place that a page belongs to: the deepest whose address begins it. */
export function placeOf(pathname: string): Place | undefined {
  if (pathname === OVERVIEW.to) return OVERVIEW
  return [...GROUPS.flatMap(({ places }) => places), ME]
    .filter(({ to }) => pathname === to || pathname.startsWith(`${to}/`))
    .sort((a, b) => b.to.length - a.to.length)[0]
}

export function groupOf(pathname: string): Group | undefined {
  const place = placeOf(pathname)
  return GROUPS.find(({ places }) => places.some(({ to }) => to === place?.to))
}

/** What of these a person may open. */
export function openTo(may: (permission: string) => boolean, places: readonly Place[]): readonly Place[] {
  return places.filter(({ permission }) => !permission || may(permission))
}

/** Groups with what this person may open; those of which nothing is left are gone. */
export function groupsFor(may: (permission: string) => boolean): readonly Group[] {
  return GROUPS.map((group) => ({ ...group, places: openTo(may, group.places) })).filter(
    ({ places }) => places.length > 0,
  )
}
