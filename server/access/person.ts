import { Refusal } from '../base/errors.ts'

export type PersonState = 'invited' | 'active' | 'disabled'

/** What can happen to a person, from which states, and what it leads to. `set-password` is the first one or one after a reset. */
const STEPS = {
  'set-password': { from: ['invited', 'active'], to: 'active' },
  'change-roles': { from: ['invited', 'active'], to: 'same' },
  'make-link': { from: ['invited', 'active'], to: 'same' },
  disable: { from: ['invited', 'active'], to: 'disabled' },
  enable: { from: ['disabled'], to: 'same' },
} as const satisfies Record<string, { from: readonly PersonState[]; to: PersonState | 'same' }>

export type PersonStep = keyof typeof STEPS

export type PersonFacts = {
  readonly isDisabled: boolean
  readonly hasJoined: boolean
  /** it is the actor's own account */
  readonly isSelf: boolean
  /** nobody else who could sign in now manages people */
  readonly isLastAdministrator: boolean
  /** after the step the person manages people no more */
  readonly losesAdministration: boolean
}

export function personState(person: { readonly isDisabled: boolean; readonly hasJoined: boolean }): PersonState {
  if (person.isDisabled) return 'disabled'
  return person.hasJoined ? 'active' : 'invited'
}

/**
 * The one place through which a person's state changes.
 * @throws Refusal `wrong-state`; `own-grant`: nobody changes the own rights; `last-administrator`: somebody must be able to let people in
 */
export function transition(facts: PersonFacts, step: PersonStep): PersonState {
  const state = personState(facts)
  const { from, to } = STEPS[step]
  if (!(from as readonly PersonState[]).includes(state)) throw new Refusal('wrong-state', { values: { state, step } })
  const changesRights = step === 'change-roles' || step === 'disable' || step === 'enable'
  if (changesRights && facts.losesAdministration && facts.isLastAdministrator) throw new Refusal('last-administrator')
  if (changesRights && facts.isSelf) throw new Refusal('own-grant')
  return to === 'same' ? state : to
}
