import type { Permission } from './permissions.ts'

/** What people are told about outside of the product. */
export const TOPIC_NAMES = ['alert', 'rumour', 'blind'] as const
export type Topic = (typeof TOPIC_NAMES)[number]
/** What rooms may want to hear: beside it, who is called about an alert, by name. */
export const ROOM_TOPICS = ['alert', 'call', 'rumour', 'blind'] as const
export type RoomTopic = (typeof ROOM_TOPICS)[number]
/** 1 is the gravest */
export type NoticeLevel = 1 | 2 | 3

type TopicRule = {
  /** who may ask to be told */
  readonly may: Permission
  /** who is told without asking */
  readonly usual: Permission
  /** levels say something here */
  readonly hasLevels: boolean
}

export const TOPICS: Readonly<Record<Topic, TopicRule>> = {
  alert: { may: 'alerts.read', usual: 'alerts.handle', hasLevels: true },
  rumour: { may: 'posts.read', usual: 'rumours.verify', hasLevels: false },
  // Failed work among it.
  blind: { may: 'posts.read', usual: 'work.manage', hasLevels: false },
}

/** Without a choice: moderate and major. A single bad review is customer service's, and on the page. */
export const USUAL_LEVEL: NoticeLevel = 2

export type Choice = { readonly isOn: boolean; readonly leastLevel: NoticeLevel }

/** What somebody has who never chose. */
export function usualChoice(topic: Topic, permissions: ReadonlySet<string>): Choice {
  return { isOn: permissions.has(TOPICS[topic].usual), leastLevel: USUAL_LEVEL }
}

export type Asked = {
  readonly topic: Topic
  readonly level?: NoticeLevel | undefined
  /** whom it is for; undefined: it names people */
  readonly permission?: Permission | undefined
}

/**
 * Whether a person is told. A choice holds as long as the person may see such things at all; who has not chosen is told of what is
 * for the permission that they hold.
 */
export function isTold(
  { topic, level, permission }: Asked,
  permissions: ReadonlySet<string>,
  choice: Choice | undefined,
): boolean {
  const isFor = permission === undefined || permissions.has(permission)
  if (!isFor && !permissions.has(TOPICS[topic].may)) return false
  const { isOn, leastLevel } = choice ?? { isOn: isFor, leastLevel: USUAL_LEVEL }
  return isOn && (level === undefined || level <= leastLevel)
}
