import type { Permission } from '../access/permissions.ts'

/** Feature of an event's kind → what one must be allowed to read. A feature that is not listed tells nobody. */
const NEEDED: Readonly<Record<string, Permission>> = {
  monitoring: 'posts.read',
  warning: 'alerts.read',
  crises: 'crises.read',
}

export function permissionForEvent(kind: string): Permission | undefined {
  const [feature = ''] = kind.split('.')
  return Object.hasOwn(NEEDED, feature) ? NEEDED[feature] : undefined
}
