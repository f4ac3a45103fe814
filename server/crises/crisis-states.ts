import { HOUR } from '../base/clock.ts'
import type { Level } from './clocks.ts'
import { CRISIS_STATES, CRISIS_VERBS, type CrisisState, type CrisisVerb, type GuardCode } from './schema.ts'

/**
 * The life of a crisis (handbook 三(一)–(四): 評估, 應對, 恢復, 改進). Every change goes through one verb here, with its conditions.
 * A condition whose proof belongs to a room that is not built yet is not passed in silence: it is `stated`, a person writes why it
 * may be passed, and that is kept with the transition.
 */
export type Missing = {
  readonly code: GuardCode
  readonly values: Record<string, string | number>
  readonly isWaivable: boolean
  readonly room: string | null
}
export type Waiver = Omit<Missing, 'isWaivable'> & { readonly reason: string }

export type Quiet = {
  readonly hours: number
  readonly posts: number
  /** what that many hours held before the crisis */
  readonly usualPosts: number
  readonly negativeShare: number | null
  readonly usualNegativeShare: number | null
}
export type CrisisFacts = {
  readonly state: CrisisState
  readonly level: Level
  readonly isLevelProvisional: boolean
  readonly commanderId: string | null
  readonly actorId: string
  readonly now: Date
  /** the last hours against those before the crisis; undefined where nothing is watched */
  readonly quiet?: Quiet
  /** who has signed the closing since the crisis came to `improving` */
  readonly closeSigners: readonly string[]
  /** where it came from when it was merged, and when */
  readonly merged?: { readonly from: CrisisState; readonly at: Date }
  /** what it would be merged into; undefined = none was named */
  readonly mergeTarget?: {
    readonly id: string
    readonly isSelf: boolean
    readonly isOpen: boolean
    readonly isSameMode: boolean
  }
}
export type Move = { readonly verb: CrisisVerb; readonly to: CrisisState; readonly missing: readonly Missing[] }

type Guard = (facts: CrisisFacts) => Missing | undefined
type Rule = {
  readonly from: readonly CrisisState[]
  /** where it may lead; the first is meant when none is named */
  readonly to: (facts: CrisisFacts) => readonly CrisisState[]
  readonly guards: (facts: CrisisFacts) => readonly Guard[]
}

export const ENDED: readonly CrisisState[] = ['closed', 'stood_down', 'merged']
const LIVE = CRISIS_STATES.filter((state) => !ENDED.includes(state))
const MERGE_HOURS = 24
/** A quiet crisis still has more posts than before it; half as many again is "the wave is over", a choice of ours. */
const QUIET_TIMES = 1.5
const QUIET_SHARE = 0.1

const RULES: Readonly<Record<CrisisVerb, Rule>> = {
  confirm: rule(['suspected'], ['assessing'], [commander]),
  // Also from `assessing`: declaring passes through `suspected` at once, and a declaration that was a mistake must have a way out.
  stand_down: rule(['suspected', 'assessing'], ['stood_down'], []),
  begin_response: rule(
    ['assessing'],
    ['responding'],
    [commander, levelConfirmed, stated('response_plan', 'plans'), stated('roles_filled', 'team')],
  ),
  contain: {
    from: ['responding'],
    to: () => ['recovering'],
    guards: ({ level }) => [
      quiet,
      ...(level === 1 ? [stated('open_tasks', 'tasks')] : []),
      stated('closing_statement', 'publishing'),
    ],
  },
  reescalate: rule(['recovering'], ['responding'], []),
  to_review: rule(['recovering'], ['reviewing'], [stated('effect_review', 'recovery')]),
  publish_retrospective: rule(
    ['reviewing'],
    ['improving'],
    [secondPerson, stated('retrospective', 'recovery'), stated('follow_ups_listed', 'recovery')],
  ),
  close: {
    from: [],
    to: () => ['closed'],
    guards: closing,
  },
  reopen: {
    from: ['closed', 'stood_down', 'merged'],
    to: reopened,
    guards: ({ state }) => (state === 'merged' ? [mergeWindow] : []),
  },
  merge: rule(LIVE, ['merged'], [mergeTarget]),
}

/** The verbs that this state knows, each with what it still wants. */
export function movesOf(facts: CrisisFacts): Move[] {
  return CRISIS_VERBS.filter((verb) => fromStates(verb, facts.level).includes(facts.state)).map((verb) => ({
    verb,
    to: RULES[verb].to(facts)[0] ?? facts.state,
    missing: missingFor(verb, facts),
  }))
}

/**
 * Tries a verb.
 * @param waivers code → why; only waivable conditions that are really missing are taken into the record
 * @returns where it leads and what was waived; or what still bars it (never empty)
 */
export function move(
  verb: CrisisVerb,
  facts: CrisisFacts,
  waivers: Readonly<Record<string, string>> = {},
  to?: CrisisState,
): { readonly to: CrisisState; readonly waived: readonly Waiver[] } | { readonly missing: readonly Missing[] } {
  const targets = RULES[verb].to(facts)
  const target = to ?? targets[0]
  if (!fromStates(verb, facts.level).includes(facts.state) || !target || !targets.includes(target))
    return { missing: [{ code: 'wrong_state', values: { state: facts.state }, isWaivable: false, room: null }] }
  const missing = missingFor(verb, facts)
  const bars = missing.filter(({ code, isWaivable }) => !isWaivable || !waivers[code]?.trim())
  // The first of two signatures is itself a step: the crisis stays where it is, with one name under its closing.
  const signs = verb === 'close' && bars.length === 1 && bars[0]?.code === 'second_signature'
  if (bars.length > 0 && !(signs && !facts.closeSigners.includes(facts.actorId))) return { missing: bars }
  const waived = missing
    .filter(({ isWaivable }) => isWaivable)
    .map(({ code, values, room }) => ({ code, values, room, reason: waivers[code]?.trim() ?? '' }))
  return { to: signs ? facts.state : target, waived }
}

function missingFor(verb: CrisisVerb, facts: CrisisFacts): Missing[] {
  return RULES[verb].guards(facts).flatMap((guard) => guard(facts) ?? [])
}

/** Level 3 is customer service's daily work (handbook 三(一)3): it closes with a short note from wherever it stands. */
function fromStates(verb: CrisisVerb, level: Level): readonly CrisisState[] {
  if (verb !== 'close') return RULES[verb].from
  return level === 3 ? ['assessing', 'responding', 'recovering', 'reviewing', 'improving'] : ['improving']
}

function rule(from: readonly CrisisState[], to: readonly CrisisState[], guards: readonly Guard[]): Rule {
  return { from, to: () => to, guards: () => guards }
}

function closing({ level }: CrisisFacts): readonly Guard[] {
  switch (level) {
    case 1:
      return [
        stated('follow_ups_verified', 'recovery'),
        stated('evidence_sealed', 'evidence'),
        stated('month_review', 'recovery'),
        secondSignature,
      ]
    case 2:
      return [stated('follow_ups_assigned', 'recovery')]
    case 3:
      return []
    default:
      return level satisfies never
  }
}

function reopened(facts: CrisisFacts): readonly CrisisState[] {
  if (facts.state === 'stood_down') return ['assessing']
  if (facts.state === 'merged') return facts.merged ? [facts.merged.from] : []
  return ['responding', 'recovering']
}

/** The room that will prove it does not exist: nobody can be asked for more than to say why it may be passed. */
function stated(code: GuardCode, room: string): Guard {
  return () => ({ code, values: {}, isWaivable: true, room })
}

function barred(code: GuardCode, values: Record<string, string | number> = {}): Missing {
  return { code, values, isWaivable: false, room: null }
}

function commander({ commanderId }: CrisisFacts): Missing | undefined {
  return commanderId ? undefined : barred('commander')
}

/** A major crisis is assessed and answered at the same time: waiting for the signature would cost the golden hours. */
function levelConfirmed({ level, isLevelProvisional }: CrisisFacts): Missing | undefined {
  return isLevelProvisional && level !== 1 ? barred('level_confirmed', { level }) : undefined
}

/** What the data say may be overruled by a person who knows better, in writing. */
function quiet({ quiet: seen }: CrisisFacts): Missing | undefined {
  if (!seen) return { code: 'quiet', values: {}, isWaivable: true, room: null }
  const isLoud = seen.posts > Math.max(seen.usualPosts * QUIET_TIMES, 10)
  const isAngry = (seen.negativeShare ?? 0) > (seen.usualNegativeShare ?? 0) + QUIET_SHARE
  if (!isLoud && !isAngry) return undefined
  const { hours, posts, usualPosts } = seen
  const shares = { negativeShare: seen.negativeShare ?? 0, usualNegativeShare: seen.usualNegativeShare ?? 0 }
  return { code: 'quiet', values: { hours, posts, usualPosts, ...shares }, isWaivable: true, room: null }
}

function secondPerson({ actorId, commanderId }: CrisisFacts): Missing | undefined {
  return actorId === commanderId ? barred('second_person') : undefined
}

function secondSignature({ actorId, closeSigners }: CrisisFacts): Missing | undefined {
  const others = closeSigners.filter((id) => id !== actorId)
  return others.length > 0 ? undefined : barred('second_signature', { signed: closeSigners.length })
}

function mergeTarget({ mergeTarget: target }: CrisisFacts): Missing | undefined {
  if (!target) return barred('merge_target', { why: 'none' })
  if (target.isSelf) return barred('merge_target', { why: 'itself' })
  if (!target.isOpen) return barred('merge_target', { why: 'ended' })
  return target.isSameMode ? undefined : barred('merge_target', { why: 'drill' })
}

function mergeWindow({ merged, now }: CrisisFacts): Missing | undefined {
  const isOpen = merged && now.getTime() - merged.at.getTime() <= MERGE_HOURS * HOUR
  return isOpen ? undefined : barred('merge_window', { hours: MERGE_HOURS })
}
