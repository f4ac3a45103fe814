import type { RuleAt } from './rule-alarms.ts'
import type { RuleSettings } from './rule-schema.ts'

export type RuleVersion = {
  readonly version: number
  readonly isOn: boolean
  readonly settings: RuleSettings
  readonly madeAt: Date
  readonly byName: string
  readonly reason: string
}
export type ThresholdRow = {
  readonly at: Date
  readonly threshold: number
  readonly reason: 'history' | 'budget' | 'marks' | 'default'
  readonly detail: Readonly<Record<string, number | boolean>>
}

/**
 * What held at each moment: a point is judged by the rule of its time, so that reading it again later changes nothing.
 * @param versions @param thresholds oldest first  @param usual before the first threshold: the detector's default
 */
export function ruleAtOf(
  versions: readonly RuleVersion[],
  thresholds: readonly Pick<ThresholdRow, 'at' | 'threshold'>[],
  usual: number,
): (at: Date) => RuleAt {
  return (at) => {
    const version = versions.findLast(({ madeAt }) => madeAt <= at)
    const threshold = thresholds.findLast((each) => each.at <= at)?.threshold ?? usual
    if (!version) return { version: 0, isOn: true, threshold, conditions: {}, leastLevel: 3 }
    const { isOn, settings } = version
    return { version: version.version, isOn, threshold, ...askedOf(settings) }
  }
}

/** The same rule at every moment. */
export function ruleAlways(settings: RuleSettings, threshold: number): (at: Date) => RuleAt {
  const rule = { version: 0, isOn: true, threshold, ...askedOf(settings) }
  return () => rule
}

function askedOf(settings: RuleSettings): Pick<RuleAt, 'conditions' | 'leastLevel'> {
  const { leastPosts, timesUsual, share, leastLevel = 3 } = settings
  const conditions = {
    ...(leastPosts === undefined ? {} : { leastPosts }),
    ...(timesUsual === undefined ? {} : { timesUsual }),
    ...(share === undefined ? {} : { share }),
  }
  return { conditions, leastLevel }
}
