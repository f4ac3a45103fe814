import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import type { AlertContents, AlertPage as AlertPageData } from '../../server/warning/schema.ts'
import { get, serverNow } from '../api.ts'
import { PostLine } from '../monitoring/PostLine.tsx'
import { CallLog } from '../oncall/CallLog.tsx'
import { Asked } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useNow } from '../ui/hooks.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Loading, PageHead, Section, Tag, ZoneNote } from '../ui/Pieces.tsx'
import { AlertComplaint } from './AlertComplaint.tsx'
import { AlertCourse, AlertWhereabouts } from './AlertCourse.tsx'
import { AlertFigures, GrownWords, Moods, Platforms } from './AlertFigures.tsx'
import { AlertGrouping } from './AlertGrouping.tsx'
import { AlertHistory } from './AlertHistory.tsx'
import { AlertReached } from './AlertReached.tsx'
import { AlertRumours } from './AlertRumours.tsx'
import { AlertTold } from './AlertTold.tsx'
import { AlertVerbs } from './AlertVerbs.tsx'
import { AlertAccounts, AlertStories, AlertWhy } from './AlertWhy.tsx'
import { ALERT_WORDS } from './alert-words.ts'
import { CurveChart } from './Curves.tsx'
import { ForecastFan } from './ForecastFan.tsx'
import { headline } from './headline.ts'
import { LevelTag } from './LevelTag.tsx'
import { isLive } from './use-alerts.ts'
import { WARNING_WORDS } from './words.ts'

export function AlertPage() {
  const { alertId = '' } = useParams()
  const page = useQuery({
    queryKey: ['alert', alertId],
    queryFn: ({ signal }) => get<AlertPageData>(`/api/alerts/${alertId}`, {}, signal),
    refetchInterval: 60_000,
  })
  // Beside it, not after it: the first look waits for nothing that takes longer.
  const contents = useQuery({
    queryKey: ['alert-contents', alertId],
    queryFn: ({ signal }) => get<AlertContents>(`/api/alerts/${alertId}/contents`, {}, signal),
    refetchInterval: 60_000,
  })
  return <Asked query={page}>{(data) => <Shown page={data} contents={contents} />}</Asked>
}

type Props = { readonly page: AlertPageData }
type Whole = Props & { readonly contents: UseQueryResult<AlertContents, Error> }

function Shown({ page, contents }: Whole) {
  const words = useWords(WARNING_WORDS)
  const { alert } = page
  return (
    <div className="alert-page">
      <Head page={page} contents={contents} />
      <AlertWhereabouts page={page} />
      <AlertVerbs alert={alert} />
      <div className="columns">
        <div className="column">
          <AlertWhy page={page} />
          <Section
            title={words.curve}
            aside={
              <>
                {words.curveNote} · <ZoneNote />
              </>
            }
          >
            {page.curves.map((curve) => (
              <CurveChart key={curve.detector} curve={curve} height={190} detectedAt={alert.detectedAt} />
            ))}
          </Section>
          <ForecastFan page={page} />
          <Posts page={page} contents={contents} />
        </div>
        <div className="column">
          <AlertFigures page={page} authors={contents.data?.authors} />
          <Platforms page={page} />
          <Asked query={contents}>
            {(data) => (
              <>
                <GrownWords contents={data} trackId={alert.trackId} />
                <AlertStories contents={data} />
                <AlertAccounts contents={data} />
                <Moods contents={data} trackId={alert.trackId} />
              </>
            )}
          </Asked>
          <AlertTold page={page} />
          <CallLog kind="alert" id={alert.id} isOver={!isLive(alert)} />
          <AlertCourse page={page} />
          <AlertGrouping page={page} words={contents.data?.grownWords ?? []} />
          <AlertHistory page={page} />
        </div>
      </div>
    </div>
  )
}

function Head({ page, contents }: Whole) {
  const words = useWords(WARNING_WORDS)
  const format = useFormat()
  const now = useNow(10_000, serverNow)
  const { alert } = page
  const ago = format.duration(now.getTime() - new Date(alert.raisedAt).getTime())
  return (
    <div className={`headline edge-level${alert.level}`}>
      <div className="row-tags">
        {alert.mode === 'drill' ? <Tag kind="drill">{words.drill}</Tag> : null}
        <span title={words.levelNote}>
          <LevelTag level={alert.level} />
        </span>
        <Tag kind={alert.state === 'open' ? 'wanted' : 'plain'}>{words[alert.state]}</Tag>
        <span className="soft small">{words.number({ n: alert.number })}</span>
      </div>
      <PageHead title={headline(alert, words, format)} />
      <p className="soft figures">
        {words.raisedAgo({ time: format.moment(alert.raisedAt, now), ago })} ·{' '}
        {words.since({ time: format.moment(alert.from, now) })} ·{' '}
        {words.lastAlarm({ time: format.moment(alert.lastAlarmAt, now) })} · {format.zoneName}
        {alert.acknowledgedBy ? ` · ${words.acknowledgedBy({ name: alert.acknowledgedBy })}` : null}
      </p>
      {contents.isPending ? (
        <div className="complaint">
          <Loading />
        </div>
      ) : (
        <AlertComplaint complaint={contents.data?.topComplaint ?? null} />
      )}
      {alert.state === 'open' ? <Due at={alert.ackDueAt} now={now} /> : null}
    </div>
  )
}

/** Until when somebody must have it; red once nobody has by then. */
function Due({ at, now }: { readonly at: string; readonly now: Date }) {
  const words = useWords(ALERT_WORDS)
  const format = useFormat()
  const left = new Date(at).getTime() - now.getTime()
  if (left < 0) return <p className="trouble-text">{words.overdue({ over: format.duration(-left) })}</p>
  return <p className="figures">{words.due({ time: format.moment(at, now), left: format.duration(left) })}</p>
}

function Posts({ page, contents: { data, isPending } }: Whole) {
  const words = useWords(WARNING_WORDS)
  return (
    <>
      {data ? <AlertRumours rumours={data.rumours} /> : null}
      {page.firstPost ? (
        <Section title={words.first}>
          <PostLine post={page.firstPost} />
        </Section>
      ) : null}
      {isPending ? <Loading /> : null}
      {data && data.biggestPosts.length > 0 ? (
        <Section title={words.biggest}>
          {data.biggestPosts.map((post) => (
            <PostLine key={post.id} post={post} />
          ))}
        </Section>
      ) : null}
      {data ? <AlertReached posts={data.reachedPosts} /> : null}
    </>
  )
}
