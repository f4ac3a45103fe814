import type { PostSignal, SignalSpeaking } from '../detectors/contract/post-signal.ts'
import type { Detector } from '../detectors/contract.ts'
import { findDetector, signals } from '../detectors/index.ts'
import type { RuleSettings } from './rule-schema.ts'
import type { RuleVersion, ThresholdRow } from './rule-timeline.ts'
import { boundsOf } from './threshold.ts'

/** A detector of single posts or hot lists, as far as rules know it. */
export type Signal = Pick<PostSignal<unknown, unknown>, 'id' | 'version' | 'names' | 'speaking'>
/** What a rule can be of. */
export type Ruled = Detector<unknown> | Signal

export const signalList: readonly Signal[] = Object.values(signals)

export function findSignal(id: string): Signal | undefined {
  return signalList.find((each) => each.id === id)
}

export function findRuled(id: string): Ruled | undefined {
  return findDetector(id) ?? findSignal(id)
}

export function isSignal(ruled: Ruled): ruled is Signal {
  return !('input' in ruled)
}

/** What is quieter no rule can speak of, so nobody needs to keep it. */
export function floorOf({ threshold }: SignalSpeaking): number {
  return Math.fround(boundsOf(threshold).floor)
}

/** What holds of one slot. `settings` is undefined where only marks have moved the threshold. */
export type SignalRule = {
  readonly version: number
  readonly isOn: boolean
  readonly threshold: number
  readonly settings: RuleSettings | undefined
}

/** Live and shadow rules of one track and detector; an empty one: as shipped. */
export type SignalRules = { readonly live?: SignalRule; readonly shadow?: SignalRule & { readonly madeAt: Date } }

type InSlot = { readonly slot: 'live' | 'shadow' }

/** @param versions @param thresholds of one track and detector, oldest first */
export function rulesNow(
  { speaking }: Pick<Signal, 'speaking'>,
  versions: readonly (RuleVersion & InSlot)[],
  thresholds: readonly (ThresholdRow & InSlot)[],
): SignalRules {
  const [live, shadow] = (['live', 'shadow'] as const).map((slot) => ({
    version: versions.findLast((each) => each.slot === slot),
    threshold: thresholds.findLast((each) => each.slot === slot)?.threshold,
  }))
  const usual = speaking.threshold
  const isSet = live?.version !== undefined || live?.threshold !== undefined
  return {
    ...(isSet && { live: ruleOf(live?.version, live?.threshold ?? usual) }),
    ...(shadow?.version?.isOn && {
      shadow: { ...ruleOf(shadow.version, shadow.threshold ?? usual), madeAt: shadow.version.madeAt },
    }),
  }
}

function ruleOf(version: RuleVersion | undefined, threshold: number): SignalRule {
  return { version: version?.version ?? 0, isOn: version?.isOn ?? true, threshold, settings: version?.settings }
}

/** From where a rule speaks; Infinity where it is off. */
export function thresholdOf(rule: SignalRule | undefined, { threshold }: SignalSpeaking): number {
  if (!rule) return threshold
  return rule.isOn ? rule.threshold : Number.POSITIVE_INFINITY
}
