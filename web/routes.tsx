import type { ComponentType, ReactNode } from 'react'
import { createBrowserRouter, matchPath, Navigate, type RouteObject } from 'react-router'
import { LatePage } from './ui/LatePage.tsx'
import { BrokenPage, LostPage } from './ui/LostPage.tsx'
import { Loading } from './ui/Pieces.tsx'

/**
 * A page in a file of its own, loaded when it is first opened. What cannot be loaded is shown by a page too: where `lazy` itself fails,
 * the router (8.5) draws nothing at all, not even the frame.
 */
function page<K extends string>(
  load: () => Promise<Record<K, ComponentType>>,
  name: K,
): { lazy: () => Promise<{ Component: ComponentType }>; errorElement: ReactNode } {
  const whole = async () => (await load())[name]
  const late = () => <LatePage load={whole} />
  return { lazy: async () => ({ Component: await whole().catch(() => late) }), errorElement: <BrokenPage /> }
}

const PUBLIC: RouteObject[] = [
  { path: '/sign-in', ...page(() => import('./access/SignInPage.tsx'), 'SignInPage') },
  { path: '/setup', ...page(() => import('./access/SetupPage.tsx'), 'SetupPage') },
  { path: '/invitation', ...page(() => import('./access/InvitationPage.tsx'), 'InvitationPage') },
  { path: '/a/:token', ...page(() => import('./oncall/CallPage.tsx'), 'CallPage') },
]

/** Open to whoever is not signed in. */
export function isPublic(pathname: string): boolean {
  return PUBLIC.some(({ path }) => path !== undefined && matchPath(path, pathname) !== null)
}

const SIGNED_IN: RouteObject[] = [
  { path: '/', ...page(() => import('./overview/OverviewPage.tsx'), 'OverviewPage') },
  { path: '/start', ...page(() => import('./start/StartPage.tsx'), 'StartPage') },
  { path: '/stream', ...page(() => import('./monitoring/StreamPage.tsx'), 'StreamPage') },
  { path: '/replays', ...page(() => import('./monitoring/ReplaysPage.tsx'), 'ReplaysPage') },
  { path: '/posts/:postId', ...page(() => import('./monitoring/PostPage.tsx'), 'PostPage') },
  { path: '/authors/:platform/:authorId', ...page(() => import('./monitoring/AuthorPage.tsx'), 'AuthorPage') },
  { path: '/hot-lists', ...page(() => import('./monitoring/HotListsPage.tsx'), 'HotListsPage') },
  { path: '/tracks', ...page(() => import('./monitoring/TracksPage.tsx'), 'TracksPage') },
  { path: '/tracks/new', ...page(() => import('./monitoring/TrackPage.tsx'), 'TrackPage') },
  { path: '/tracks/:trackId', ...page(() => import('./monitoring/TrackPage.tsx'), 'TrackPage') },
  { path: '/rumours', ...page(() => import('./monitoring/RumoursPage.tsx'), 'RumoursPage') },
  { path: '/rumours/:storyId', ...page(() => import('./monitoring/RumourPage.tsx'), 'RumourPage') },
  { path: '/lexicons', ...page(() => import('./monitoring/LexiconsPage.tsx'), 'LexiconsPage') },
  { path: '/lexicons/new', ...page(() => import('./monitoring/LexiconPage.tsx'), 'LexiconPage') },
  { path: '/lexicons/:lexiconId', ...page(() => import('./monitoring/LexiconPage.tsx'), 'LexiconPage') },
  { path: '/sources', ...page(() => import('./monitoring/SourcesPage.tsx'), 'SourcesPage') },
  { path: '/sources/new', ...page(() => import('./monitoring/SourceNewPage.tsx'), 'SourceNewPage') },
  { path: '/sources/:sourceId', ...page(() => import('./monitoring/SourcePage.tsx'), 'SourcePage') },
  { path: '/sources/:sourceId/settings', ...page(() => import('./monitoring/SourceEditPage.tsx'), 'SourceEditPage') },
  { path: '/import', ...page(() => import('./monitoring/ImportsPage.tsx'), 'ImportsPage') },
  { path: '/import/:importId', ...page(() => import('./monitoring/ImportPage.tsx'), 'ImportPage') },
  { path: '/sources/webhooks', ...page(() => import('./monitoring/InboundsPage.tsx'), 'InboundsPage') },
  { path: '/sources/webhooks/:inboundId', ...page(() => import('./monitoring/InboundPage.tsx'), 'InboundPage') },
  { path: '/alerts', ...page(() => import('./warning/AlertsPage.tsx'), 'AlertsPage') },
  { path: '/alerts/rules', ...page(() => import('./warning/RulesPage.tsx'), 'RulesPage') },
  { path: '/alerts/rules/:trackId', ...page(() => import('./warning/RulePage.tsx'), 'RulePage') },
  { path: '/alerts/quality', ...page(() => import('./warning/QualityPage.tsx'), 'QualityPage') },
  { path: '/alerts/:alertId', ...page(() => import('./warning/AlertPage.tsx'), 'AlertPage') },
  { path: '/alerts/:alertId/declaration', ...page(() => import('./crises/DeclarePage.tsx'), 'DeclarePage') },
  { path: '/oncall', ...page(() => import('./oncall/OncallPage.tsx'), 'OncallPage') },
  { path: '/crises', ...page(() => import('./crises/CrisesPage.tsx'), 'CrisesPage') },
  { path: '/crises/:crisisId', ...page(() => import('./crises/RoomPage.tsx'), 'RoomPage') },
  { path: '/crises/:crisisId/briefs/:version', ...page(() => import('./crises/BriefPage.tsx'), 'BriefPage') },
  { path: '/administration/people', ...page(() => import('./access/PeoplePage.tsx'), 'PeoplePage') },
  { path: '/administration/tokens', ...page(() => import('./access/TokensPage.tsx'), 'TokensPage') },
  { path: '/administration/audit', ...page(() => import('./access/AuditPage.tsx'), 'AuditPage') },
  { path: '/administration/work', ...page(() => import('./access/WorkPage.tsx'), 'WorkPage') },
  { path: '/administration/webhooks', ...page(() => import('./access/WebhooksPage.tsx'), 'WebhooksPage') },
  { path: '/administration/api', ...page(() => import('./access/ApiPage.tsx'), 'ApiPage') },
  { path: '/blindness', ...page(() => import('./warning/BlindPage.tsx'), 'BlindPage') },
  { path: '/administration/channels', ...page(() => import('./access/ChannelsPage.tsx'), 'ChannelsPage') },
  // Where letters and bookmarks of earlier versions lead.
  { path: '/administration/mail', element: <Navigate to="/administration/channels" replace /> },
  { path: '/inbox', ...page(() => import('./access/InboxPage.tsx'), 'InboxPage') },
  { path: '/me', ...page(() => import('./access/MePage.tsx'), 'MePage') },
  { path: '*', Component: LostPage },
]

export function makeRouter() {
  return createBrowserRouter([
    {
      HydrateFallback: Loading,
      children: [...PUBLIC, { ...page(() => import('./frame/Frame.tsx'), 'Frame'), children: SIGNED_IN }],
    },
  ])
}
