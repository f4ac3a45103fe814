// table: every permission there is, with what it lets a person do (docs, roles page and tests are derived from it).
export const PERMISSIONS = {
  'posts.read': 'read posts, tracks, counts and the live stream',
  'posts.send': 'send posts in (POST /api/posts)',
  'tracks.edit': 'make, change and retire tracks',
  'alerts.read': 'read alerts and the curves behind them',
  'alerts.handle': 'acknowledge, mark as false alarm, resolve, escalate',
  'crises.read': 'read crises, briefs, clocks and timelines',
  'crises.declare': 'declare a crisis',
  'crises.lead': 'move a crisis on, change its level, edit and send the brief, complete clocks',
  'crises.note': 'add notes to a timeline',
  'people.read': 'see who is here',
  'people.manage': 'invite, disable and grant roles',
  'tokens.manage': 'make and revoke API tokens',
  'audit.read': 'read and verify the audit log',
  'work.manage': 'see and retry failed jobs, settings of the product',
  'replays.run': 'replay recordings into the organisation',
} as const satisfies Record<string, string>

export type Permission = keyof typeof PERMISSIONS

const READ: readonly Permission[] = ['posts.read', 'alerts.read', 'crises.read', 'people.read']

/** What a new organisation starts with, as rows of role_permissions; an administrator may change those. */
export const STARTING_ROLES = {
  administrator: [
    ...READ,
    'tracks.edit',
    'people.manage',
    'tokens.manage',
    'audit.read',
    'work.manage',
    'posts.send',
    'replays.run',
    'alerts.handle',
    'crises.declare',
    'crises.note',
  ],
  commander: [...READ, 'alerts.handle', 'crises.declare', 'crises.lead', 'crises.note', 'tracks.edit'],
  analyst: [...READ, 'alerts.handle', 'tracks.edit', 'posts.send', 'crises.note', 'replays.run'],
  auditor: [...READ, 'audit.read'],
} as const satisfies Record<string, readonly Permission[]>

export type Role = keyof typeof STARTING_ROLES
