import { lazy, Suspense, useEffect } from 'react'
import { Navigate, Outlet, useLocation, useSearchParams } from 'react-router'
import { MeContext, signInPath, useMeQuery } from '../access/me.ts'
import { Refusal } from '../api.ts'
import { LiveProvider } from '../LiveProvider.tsx'
import { AntdShell } from '../ui/AntdShell.tsx'
import { Trouble } from '../ui/Asked.tsx'
import { useColours } from '../ui/ColourMode.tsx'
import { FormatProvider } from '../ui/FormatProvider.tsx'
import { useLocale, useWords } from '../ui/LocaleProvider.tsx'
import { Loading } from '../ui/Pieces.tsx'
import { BlindBanner } from '../warning/BlindBanner.tsx'
import { AlertNotices } from './AlertNotices.tsx'
import { BellProvider } from './BellProvider.tsx'
import { Menu, TabBar } from './Menu.tsx'
import { TopBar } from './TopBar.tsx'
import { useCounts } from './use-menu.ts'
import { FRAME_WORDS } from './words.ts'

const PostPanel = lazy(async () => ({ default: (await import('../monitoring/PostPanel.tsx')).PostPanel }))

/** Everything behind the sign-in: who we are, the stream of events, the bar above and the menu. */
export function Frame() {
  const me = useMeQuery()
  const location = useLocation()
  const { locale, choose } = useLocale()
  const kept = me.data?.person.locale
  // The language the person chose, wherever they sign in; afterwards this page's own choice counts.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the person is known, not at every switch
  useEffect(() => {
    if (kept && kept !== locale) choose(kept)
  }, [kept])
  const code = me.error instanceof Refusal ? me.error.code : undefined
  if (code === 'sign-in-needed' || code === 'signed-out') {
    return <Navigate to={signInPath(location.pathname + location.search)} replace />
  }
  if (me.isError && !me.data) return <Trouble error={me.error} onRetry={() => void me.refetch()} />
  if (!me.data) return <Loading />
  return (
    <MeContext value={me.data}>
      <FormatProvider zone={me.data.organisation.zone}>
        <AntdShell>
          <LiveProvider>
            <BellProvider>
              <Inside />
            </BellProvider>
          </LiveProvider>
        </AntdShell>
      </FormatProvider>
    </MeContext>
  )
}

function Inside() {
  const words = useWords(FRAME_WORDS)
  const { forceDark } = useColours()
  const isWall = useSearchParams()[0].get('wall') === '1'
  useEffect(() => {
    forceDark(isWall)
    return () => forceDark(false)
  }, [isWall, forceDark])
  const counts = useCounts()
  const { pathname } = useLocation()
  // The link that was pressed is gone with its page: whoever works by keyboard or ear goes on where the new page begins.
  // biome-ignore lint/correctness/useExhaustiveDependencies: at each new page
  useEffect(() => {
    if (document.activeElement === document.body) document.getElementById('content')?.focus({ preventScroll: true })
  }, [pathname])
  return (
    <div className={isWall ? 'frame frame-wall' : 'frame'}>
      <a href="#content" className="skip">
        {words.skip}
      </a>
      <TopBar />
      {isWall ? null : <Menu counts={counts} />}
      <main id="content" className="content" tabIndex={-1}>
        <BlindBanner />
        <Outlet />
      </main>
      {isWall ? null : <TabBar counts={counts} />}
      <Suspense fallback={null}>
        <PostPanel />
      </Suspense>
      <AlertNotices />
    </div>
  )
}
