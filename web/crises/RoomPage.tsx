import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import type { CrisisPage } from '../../server/crises/schema.ts'
import type { AlertPage } from '../../server/warning/schema.ts'
import { get, serverNow } from '../api.ts'
import { PostsOf } from '../monitoring/StreamPosts.tsx'
import { Asked } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { PageHead, Section, Tag, ZoneNote } from '../ui/Pieces.tsx'
import { CurveChart } from '../warning/Curves.tsx'
import { LevelTag } from '../warning/LevelTag.tsx'
import { useWatch } from '../warning/use-watch.ts'
import { Clocks } from './Clocks.tsx'
import { Since } from './Countdown.tsx'
import { CommanderPanel, LevelPanel } from './Leading.tsx'
import { Timeline } from './Timeline.tsx'
import { useCrisis } from './use-crisis.ts'
import { WhatNext } from './WhatNext.tsx'
import { CRISIS_WORDS, STATE_WORDS, TYPE_WORDS } from './words.ts'

/** What is running out, who leads, what next; what happened; what they say now. */
export function RoomPage() {
  const { crisisId = '' } = useParams()
  const page = useCrisis(crisisId)
  return <Asked query={page}>{(data) => <Room page={data} />}</Asked>
}

function Room({ page }: { readonly page: CrisisPage }) {
  const { crisis } = page
  return (
    <div className={crisis.mode === 'drill' ? 'room room-drill' : 'room'}>
      <Head page={page} />
      <div className="room-columns">
        <div className="column room-left">
          <Clocks page={page} />
          <CommanderPanel page={page} />
          <LevelPanel page={page} />
        </div>
        <div className="column room-middle">
          <WhatNext page={page} />
          <Timeline crisisId={crisis.id} />
        </div>
        <div className="column room-right">
          <Picture page={page} />
        </div>
      </div>
    </div>
  )
}

function Head({ page }: { readonly page: CrisisPage }) {
  const words = useWords(CRISIS_WORDS)
  const states = useWords(STATE_WORDS)
  const types = useWords(TYPE_WORDS)
  const format = useFormat()
  const { crisis } = page
  const now = serverNow()
  const delay = format.duration(new Date(crisis.declaredAt).getTime() - new Date(crisis.firstAlertAt).getTime())
  return (
    <div className={`headline edge-level${crisis.level}`}>
      <div className="row-tags">
        {crisis.mode === 'drill' ? (
          <Tag kind="drill" title={words.drillNote}>
            {words.drill}
          </Tag>
        ) : null}
        <LevelTag level={crisis.level} />
        {crisis.isLevelProvisional ? <Tag kind="plain">{words.provisional}</Tag> : null}
        <Tag kind="wanted">{states[crisis.state]}</Tag>
        <Tag kind="plain">{types[crisis.type]}</Tag>
        <span className="soft small">{words.number({ n: crisis.number })}</span>
      </div>
      <PageHead title={crisis.title}>
        <Link to={`/crises/${crisis.id}/briefs/draft`} className="primary-link">
          {words.briefOpen}
        </Link>
        {crisis.alertId ? (
          <Link to={`/alerts/${crisis.alertId}`} className="plain-link">
            {words.backToAlert}
          </Link>
        ) : null}
      </PageHead>
      <p className="soft">
        <strong className="ink">
          {words.sinceAlert} <Since at={crisis.firstAlertAt} />
        </strong>{' '}
        · {words.firstAlertAt({ time: format.moment(crisis.firstAlertAt, now) })} ·{' '}
        {words.declaredAt({ time: format.moment(crisis.declaredAt, now), delay })} · {format.zoneName}
      </p>
    </div>
  )
}

function Picture({ page }: { readonly page: CrisisPage }) {
  const words = useWords(CRISIS_WORDS)
  const { trackId } = page.crisis
  if (!trackId) return <Section>{words.noTrack}</Section>
  return (
    <>
      <Section title={words.curve} aside={<ZoneNote />}>
        <Course page={page} trackId={trackId} />
      </Section>
      <Section title={words.live} className="room-stream">
        <PostsOf filter={{ trackId }} />
      </Section>
    </>
  )
}

/** The curves up to now; where the posts lie in the past, as in a replay, those of the alert. */
function Course({ page, trackId }: { readonly page: CrisisPage; readonly trackId: string }) {
  const { alertId } = page.crisis
  const watch = useWatch(12, 60_000)
  const alert = useQuery({
    queryKey: ['alert', alertId],
    queryFn: ({ signal }) => get<AlertPage>(`/api/alerts/${alertId}`, {}, signal),
    enabled: alertId !== null,
  })
  return (
    <Asked query={watch}>
      {({ tracks }) => {
        const own = tracks.find((track) => track.trackId === trackId)
        const curves = own && own.posts > 0 ? own.curves : (alert.data?.curves ?? own?.curves ?? [])
        return (
          <>
            {curves.map((curve) => (
              <CurveChart key={curve.detector} curve={curve} height={130} isSmall />
            ))}
          </>
        )
      }}
    </Asked>
  )
}
