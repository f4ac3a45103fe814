import type { CrisisCard } from '../../server/crises/schema.ts'
import type { Trouble } from '../../server/warning/blind-schema.ts'
import type { AlertCard } from '../../server/warning/schema.ts'

const ACUTE: readonly CrisisCard['state'][] = ['suspected', 'assessing', 'responding']

/** The one thing to say first, and how grave it is. */
export type Verdict =
  | { readonly kind: 'no-tracks' | 'silent' | 'well'; readonly mood: 'quiet' | 'warn' | 'good' }
  | { readonly kind: 'blind'; readonly mood: 'warn'; readonly trouble: Trouble }
  | { readonly kind: 'crisis'; readonly mood: 'grave' | 'warn'; readonly crises: readonly CrisisCard[] }
  | { readonly kind: 'alert'; readonly mood: 'grave' | 'warn'; readonly alerts: readonly AlertCard[] }

/**
 * Is all well? What waits for a person comes before what somebody has in hand; "all is well" is said only where something was heard,
 * for silence may be a broken source, and nothing keeps us from seeing. Drills do not count: nobody may be frightened by one, nor soothed.
 */
export function verdictOf(
  watch: { readonly tracks: readonly { readonly posts: number }[] },
  allAlerts: readonly AlertCard[],
  allCrises: readonly CrisisCard[],
  troubles: readonly Trouble[],
): Verdict {
  const alerts = allAlerts.filter(({ mode }) => mode !== 'drill')
  const crises = allCrises.filter(({ mode }) => mode !== 'drill')
  const unseen = alerts.filter(({ state }) => state === 'open')
  if (unseen.length > 0) return { kind: 'alert', mood: 'grave', alerts: gravestFirst(unseen) }
  if (crises.length > 0) return { kind: 'crisis', mood: moodOf(crises), crises: dueFirst(crises) }
  if (alerts.length > 0) return { kind: 'alert', mood: 'warn', alerts: gravestFirst(alerts) }
  if (watch.tracks.length === 0) return { kind: 'no-tracks', mood: 'quiet' }
  const posts = watch.tracks.reduce((sum, track) => sum + track.posts, 0)
  if (posts === 0) return { kind: 'silent', mood: 'warn' }
  const [trouble] = troubles
  return trouble ? { kind: 'blind', mood: 'warn', trouble } : { kind: 'well', mood: 'good' }
}

/** Red is for what needs a person now: a crisis that is contained and being learnt from does not, as long as none of its clocks is late. */
function moodOf(crises: readonly CrisisCard[]): 'grave' | 'warn' {
  return crises.some(({ state }) => ACUTE.includes(state)) ? 'grave' : 'warn'
}

function gravestFirst(alerts: readonly AlertCard[]): AlertCard[] {
  return [...alerts].sort((a, b) => a.level - b.level || b.raisedAt.localeCompare(a.raisedAt))
}

function dueFirst(crises: readonly CrisisCard[]): CrisisCard[] {
  const due = (crisis: CrisisCard) => crisis.nextClock?.dueAt ?? '9999'
  return [...crises].sort((a, b) => due(a).localeCompare(due(b)))
}
