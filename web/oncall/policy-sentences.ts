import type { Hours, OncallPage, Policies, Policy, Target } from '../../server/oncall/schema.ts'
import type { Format } from '../ui/format.ts'
import type { Said } from '../ui/words.ts'
import { namesOf } from './use-oncall.ts'
import type { ONCALL_WORDS } from './words.ts'

type Words = Said<typeof ONCALL_WORDS>

export function hourNames({ business, night, offHours }: Words): Readonly<Record<Hours, string>> {
  return { business, night, off: offHours }
}

export function titleOf({ levels, hours }: Policy, words: Words, format: Format): string {
  const names = hourNames(words)
  return words.policyOf({
    levels: format.list(levels.map((n) => words.level({ n }))),
    hours: hours.length === 3 ? words.anyHours : format.list(hours.map((each) => names[each])),
  })
}

/** When, and what happens then. @param channels what a limit to some kinds of channel says behind a step */
export function sentencesOf(
  policy: Policy,
  page: OncallPage,
  words: Words,
  format: Format,
  channels: (ids: readonly string[]) => string,
): [string, string][] {
  const who = (targets: readonly Target[]) => format.all(targets.map((target) => targetName(target, page, words)))
  let minutes = 0
  const when = () =>
    minutes === 0
      ? policy.begins === 'at-once'
        ? words.atOnce
        : words.nextBusiness
      : words.afterMinutes({ n: minutes })
  const rows: [string, string][] = policy.steps.map(({ targets, waitMinutes, notifiers }) => {
    const row: [string, string] = [when(), words.calls({ who: who(targets) }) + channels(notifiers)]
    minutes += waitMinutes
    return row
  })
  rows.push([when(), words.tells({ who: who(policy.unanswered) })])
  minutes += policy.repeatAfterMinutes
  return policy.repeats > 0 ? [...rows, [when(), words.repeats({ n: policy.repeats })]] : rows
}

/** Kinds of channel by their names. */
export function kindNames(ids: readonly string[], notifiers: Policies['notifiers'], format: Format): string {
  return format.list(ids.map((id) => notifiers.find((each) => each.id === id)?.names[format.locale] ?? id))
}

export function targetName(target: Target, page: OncallPage, words: Words): string {
  switch (target.kind) {
    case 'person':
      return namesOf(page)(target.personId)
    case 'role':
      return (words as unknown as Record<string, string>)[`role_${target.role}`] ?? target.role
    case 'roster': {
      const named = page.rosters.find(({ id }) => id === target.rosterId)?.name
      const word = target.who === 'first' ? words.onCallFirst : words.onCallSecond
      return named ? `${named} · ${word}` : word
    }
  }
}
