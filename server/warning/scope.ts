import type { AlarmSubject, AlertScope } from './schema.ts'

/** Whether an alarm belongs to an alert that was split off for one platform, some words, or everything from a moment on. */
export function belongs(
  alarm: { readonly at: Date; readonly subject?: AlarmSubject | undefined },
  scope: AlertScope,
): boolean {
  if ('from' in scope) return alarm.at.getTime() > Date.parse(scope.from)
  const { subject } = alarm
  if (!subject) return false
  if ('platform' in scope) return subject.platform === scope.platform
  const said = [subject.topic ?? '', ...(subject.words ?? [])].join('\n')
  return scope.words.some((word) => said.includes(word))
}

/** The same for the same scope: a track has one living alert of each. */
export function partOf(scope: AlertScope): string {
  if ('platform' in scope) return `platform ${scope.platform}`
  return 'from' in scope ? `from ${scope.from}` : `words ${scope.words.toSorted().join(' ')}`
}
