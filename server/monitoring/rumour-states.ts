/** A claim's life (MON-8): unverified → checking → true | false | misleading | unprovable → clarified. Only people move it. */
export const CLAIM_STATES = [
  'unverified',
  'checking',
  'true',
  'false',
  'misleading',
  'unprovable',
  'clarified',
] as const
export type ClaimState = (typeof CLAIM_STATES)[number]
export const VERDICTS = ['true', 'false', 'misleading', 'unprovable'] as const
export type RumourVerdict = (typeof VERDICTS)[number]

const WAYS: Readonly<Record<ClaimState, readonly ClaimState[]>> = {
  unverified: ['checking'],
  checking: ['true', 'false', 'misleading', 'unprovable', 'unverified'],
  true: ['clarified', 'checking'],
  false: ['clarified', 'checking'],
  misleading: ['clarified', 'checking'],
  unprovable: ['clarified', 'checking'],
  clarified: ['checking'],
}

export type StepTrouble = 'wrong-state' | 'note-needed' | 'link-needed'

export function waysFrom(state: ClaimState): readonly ClaimState[] {
  return WAYS[state]
}

/** A verdict needs a reason that others can check; a clarification the place where it stands; going back a reason. */
export function troubleOf(
  from: ClaimState,
  to: ClaimState,
  { note, link }: { readonly note: string; readonly link: string },
): StepTrouble | undefined {
  if (!WAYS[from].includes(to)) return 'wrong-state'
  if (to === 'clarified') return link === '' ? 'link-needed' : undefined
  const isBack = to === 'unverified' || (to === 'checking' && from !== 'unverified')
  return (isVerdict(to) || isBack) && note.trim() === '' ? 'note-needed' : undefined
}

export function isVerdict(state: string): state is RumourVerdict {
  return (VERDICTS as readonly string[]).includes(state)
}

/** Clarifying keeps what was found out; checking again takes it back. */
export function verdictAfter(before: RumourVerdict | null, to: ClaimState): RumourVerdict | null {
  if (isVerdict(to)) return to
  return to === 'clarified' ? before : null
}
