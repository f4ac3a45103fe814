import { Button, Slider } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { ReplayRun } from '../../server/monitoring/recording-schema.ts'
import { serverNow } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Tag } from '../ui/Pieces.tsx'
import { postsLink } from './links.ts'
import { REPLAY_WORDS } from './replay-words.ts'
import { useRunAlerts, useRunLink, useRunVerb, useSeek } from './use-replays.ts'

const KINDS = { running: 'level3', paused: 'warn', stopped: 'neutral', done: 'good', failed: 'level1' } as const

/** One run: where it is, what it raised, and what can be done with it. */
export function ReplayRunCard({ run, again }: { readonly run: ReplayRun; readonly again: () => void }) {
  const words = useWords(REPLAY_WORDS)
  const format = useFormat()
  const { state, recordingName, isPractice, speed, sent, total, error } = run
  const isLive = state === 'running' || state === 'paused'
  const isCatching = state === 'running' && run.fastUntilMs > run.positionMs
  const left = speed === null || !isLive ? 0 : (run.spanMs - run.positionMs) / speed
  return (
    <li className="replay-run">
      <div className="replay-head">
        <strong>{recordingName}</strong>
        <Tag kind={KINDS[state]}>{words[state]}</Tag>
        <span className="soft small">
          {speed === null ? words.speedMax : words.speedTimes({ n: speed })} ·{' '}
          {isPractice ? words.practice : words.here}
        </span>
      </div>
      <Progress run={run} />
      <p className="figures small">
        {isCatching
          ? words.catching({
              at: format.full(new Date(new Date(run.recordedAt).getTime() + run.fastUntilMs - run.positionMs)),
            })
          : words.told({ told: format.full(run.toldAt), recorded: format.full(run.recordedAt) })}{' '}
        · {words.sent({ n: format.count(sent), of: format.count(total) })}
        {left > 0 ? ` · ${words.left({ time: format.duration(left) })}` : ''}
      </p>
      <Alerts run={run} />
      {error ? <p className="warn-note">{error}</p> : null}
      <Verbs run={run} again={again} />
      <p className="soft small">
        {words.startedBy({ name: run.startedByName, time: format.moment(run.startedAt, serverNow()) })}
      </p>
    </li>
  )
}

/** A bar that can be moved while the run is alive: what it will do is said before it does it. */
function Progress({ run }: { readonly run: ReplayRun }) {
  const words = useWords(REPLAY_WORDS)
  const format = useFormat()
  const [wanted, setWanted] = useState<number>()
  const seek = useSeek(run.id)
  const isLive = run.state === 'running' || run.state === 'paused'
  const start = new Date(run.recordedAt).getTime() - run.positionMs
  const timeOf = (ms: number | undefined): string => format.full(new Date(start + (ms ?? 0)))
  const isBack = wanted !== undefined && wanted < run.positionMs
  return (
    <div>
      <Slider
        min={0}
        max={Math.max(1, run.spanMs)}
        step={Math.max(1, Math.floor(run.spanMs / 1000))}
        value={wanted ?? run.positionMs}
        disabled={!isLive}
        onChange={setWanted}
        tooltip={{ formatter: timeOf }}
        ariaLabelForHandle={words.seek}
      />
      {wanted === undefined || !isLive ? null : (
        <div className="replay-seek">
          <span className="figures">
            {words.seek} {timeOf(wanted)}
          </span>
          <Button
            type="primary"
            loading={seek.isPending}
            disabled={isBack && !run.isPractice}
            onClick={() => seek.mutate(wanted, { onSuccess: () => setWanted(undefined) })}
          >
            {isBack && run.isPractice ? words.goBack : words.go}
          </Button>
          <Button onClick={() => setWanted(undefined)}>×</Button>
          <p className="soft small">{run.isPractice ? words.seekNote : words.seekHere}</p>
        </div>
      )}
      {seek.error ? <RefusalText error={seek.error} /> : null}
    </div>
  )
}

function Alerts({ run }: { readonly run: ReplayRun }) {
  const words = useWords(REPLAY_WORDS)
  const format = useFormat()
  const alerts = useRunAlerts(run).data
  if (!alerts) return null
  if (alerts.length === 0) return <p className="soft small">{words.alertsNone}</p>
  return (
    <div>
      <p>
        <strong>{words.alerts({ n: alerts.length })}</strong>
      </p>
      <ul className="plain-list">
        {alerts.slice(0, 5).map(({ id, detectedAt, trackName, level }) => {
          const line = words.alertLine({ at: format.full(detectedAt), track: trackName, level })
          return <li key={id}>{run.isPractice ? line : <Link to={`/alerts/${id}`}>{line}</Link>}</li>
        })}
      </ul>
    </div>
  )
}

function Verbs({ run, again }: { readonly run: ReplayRun; readonly again: () => void }) {
  const words = useWords(REPLAY_WORDS)
  const act = useRunVerb(run.id)
  const link = useRunLink(run.id)
  const { state } = run
  return (
    <div className="post-verbs">
      {state === 'running' ? <Button onClick={() => act.mutate('pause')}>{words.pause}</Button> : null}
      {state === 'paused' ? (
        <Button type="primary" onClick={() => act.mutate('resumption')}>
          {words.resume}
        </Button>
      ) : null}
      {state === 'running' || state === 'paused' ? (
        <Button danger title={words.stopNote} onClick={() => act.mutate('stop')}>
          {words.stop}
        </Button>
      ) : (
        <Button onClick={again}>{words.again}</Button>
      )}
      {run.isPractice ? (
        <Button loading={link.isPending} onClick={() => link.mutate()}>
          {words.openPractice}
        </Button>
      ) : (
        <Link to={postsLink({ source: 'replay' })}>{words.seePosts}</Link>
      )}
      {link.data ? (
        <div className="replay-link">
          <input
            readOnly
            value={link.data.link}
            aria-label={words.openPractice}
            onFocus={(event) => event.target.select()}
          />
          <p className="soft small">{words.linkNote}</p>
        </div>
      ) : null}
      {act.error || link.error ? <RefusalText error={act.error ?? link.error} /> : null}
    </div>
  )
}
