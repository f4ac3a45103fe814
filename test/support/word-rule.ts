import { changeWordRule, listWordRules } from '../../server/warning/rule-word-actions.ts'
import type { Room } from './crisis.ts'

/** A list of words of the room's track that calls people. @returns its id */
export async function makeWordRule({ app, company, trackId }: Room): Promise<string> {
  const rule = { name: '青禾', expression: '青禾', posts: 5, windowMinutes: 60, mode: 'live', reason: '青禾' } as const
  await changeWordRule(app, company.commander, trackId, undefined, rule)
  return (await listWordRules(app, company.orgId, trackId))[0]?.ruleId ?? ''
}
