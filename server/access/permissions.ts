// table: every permission there is, with what it lets a person do (docs, roles page and tests are derived from it).
export const PERMISSIONS = {
  'posts.read': 'read posts, tracks, counts and the live stream',
  'posts.send': 'send posts in (POST /api/posts)',
  'posts.correct': 'correct the sentiment and emotion that a post was given',
  'posts.export': 'take posts out as a file',
  'tracks.edit': 'make, change and retire tracks',
  'rumours.verify': 'check likely rumours and say what was found out',
  'lexicons.edit': 'make, change and retire lists of sensitive words',
  'sources.manage': 'make, change and pause sources, import files',
  'alerts.read': 'read alerts and the curves behind them',
  'alerts.handle': 'acknowledge, mark as false alarm, resolve, escalate',
  'rules.edit': 'set what calls people on a track: how many needless alarms, from how many posts',
  'crises.read': 'read crises, briefs, clocks and timelines',
  'crises.declare': 'declare a crisis',
  'crises.lead': 'move a crisis on, change its level, edit and send the brief, complete clocks',
  'crises.note': 'add notes to a timeline',
  'people.read': 'see who is here',
  'people.manage': 'invite, disable and grant roles',
  'oncall.manage': 'rosters, stand-ins of others, holidays and whom an alert calls',
  'tokens.manage': 'make and revoke API tokens',
  'audit.read': 'read and verify the audit log',
  'work.manage': 'see and retry failed jobs, settings of the product',
  'replays.run': 'replay recordings into the organisation',
} as const satisfies Record<string, string>

export type Permission = keyof typeof PERMISSIONS

const READ: readonly Permission[] = ['posts.read', 'alerts.read', 'crises.read', 'people.read']

/**
 * What a new organisation starts with, as rows of role_permissions; an administrator may change those. The roles are those of the
 * handbook's crisis team (3.2.1: commander, PR, marketing, legal, technical, customer service, senior management), and three that keep
 * house. A person may hold several.
 */
export const STARTING_ROLES = {
  administrator: [
    ...READ,
    'posts.send',
    'posts.export',
    'tracks.edit',
    'lexicons.edit',
    'sources.manage',
    'replays.run',
    'alerts.handle',
    'rules.edit',
    'crises.declare',
    'crises.note',
    'people.manage',
    'oncall.manage',
    'tokens.manage',
    'audit.read',
    'work.manage',
  ],
  commander: [
    ...READ,
    'rumours.verify',
    'posts.correct',
    'posts.export',
    'tracks.edit',
    'lexicons.edit',
    'alerts.handle',
    'rules.edit',
    'crises.declare',
    'crises.lead',
    'crises.note',
    'oncall.manage',
  ],
  pr: [
    ...READ,
    'rumours.verify',
    'posts.correct',
    'posts.export',
    'tracks.edit',
    'lexicons.edit',
    'alerts.handle',
    'rules.edit',
    'crises.declare',
    'crises.note',
  ],
  marketing: [...READ, 'tracks.edit', 'crises.note'],
  // Takes posts out for letters to platforms and courts.
  legal: [...READ, 'rumours.verify', 'posts.export', 'crises.note'],
  // Keeps sources, mail and webhooks working, but judges nothing.
  technical: [...READ, 'posts.send', 'sources.manage', 'crises.note', 'work.manage'],
  // Sends in what customers say on the phone and in chats, and sees first what a complaint means.
  care: [...READ, 'posts.send', 'rumours.verify', 'posts.correct', 'lexicons.edit', 'alerts.handle', 'crises.note'],
  management: [...READ, 'crises.declare', 'crises.note'],
  analyst: [
    ...READ,
    'posts.send',
    'rumours.verify',
    'posts.correct',
    'posts.export',
    'tracks.edit',
    'lexicons.edit',
    'sources.manage',
    'replays.run',
    'alerts.handle',
    'rules.edit',
    'crises.note',
  ],
  auditor: [...READ, 'audit.read'],
} as const satisfies Record<string, readonly Permission[]>

export type Role = keyof typeof STARTING_ROLES
