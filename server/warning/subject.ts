import type { AlarmSubject } from './schema.ts'

/** What makes an alarm another one: neither how many follow its author by now, nor how high it stands in a list. */
const IDENTITY = ['postId', 'platform', 'from', 'category', 'board', 'topic', 'authorName'] as const

/** The same for the same subject, however it is written; empty where the alarm is about the track as a whole. */
export function subjectKey(subject: AlarmSubject | undefined): string {
  if (!subject) return ''
  // A post is one thing, whatever else is said of it.
  const parts = subject.postId === undefined ? IDENTITY : (['postId'] as const)
  const named = parts.flatMap((part) => (subject[part] === undefined ? [] : [[part, subject[part]]]))
  return named.length === 0 ? '' : JSON.stringify(named)
}
