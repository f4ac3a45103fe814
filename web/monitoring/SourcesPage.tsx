import { useQuery } from '@tanstack/react-query'
import type { Replay, Source } from '../../server/monitoring/schema.ts'
import { get, serverNow } from '../api.ts'
import { Asked } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useNow } from '../ui/hooks.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty, Moment, PageHead, Section, Tag } from '../ui/Pieces.tsx'
import { MONITORING_WORDS } from './words.ts'

const QUIET_MS = 3600_000

export function useSources() {
  return useQuery({
    queryKey: ['sources'],
    queryFn: ({ signal }) => get<Source[]>('/api/sources', {}, signal),
    refetchInterval: 30_000,
  })
}

export function SourcesPage() {
  const words = useWords(MONITORING_WORDS)
  const sources = useSources()
  const now = useNow(10_000, serverNow)
  return (
    <>
      <PageHead title={words.sourcesTitle} note={words.sourcesNote} />
      <Asked query={sources}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={words.noSources}>{words.noSourcesNote}</Empty>
          ) : (
            <ul className="rows">
              {rows.map((source) => (
                <SourceRow key={source.name} source={source} now={now} />
              ))}
            </ul>
          )
        }
      </Asked>
      <Replays now={now} />
    </>
  )
}

export type SourceHealth = 'ok' | 'quiet' | 'refused'
export function healthOf(source: Source, now: Date): SourceHealth {
  if (source.refused24h > 0 || source.lastError) return 'refused'
  const last = source.lastReceivedAt ? new Date(source.lastReceivedAt).getTime() : 0
  return now.getTime() - last > QUIET_MS ? 'quiet' : 'ok'
}

export function SourceRow({ source, now }: { readonly source: Source; readonly now: Date }) {
  const words = useWords(MONITORING_WORDS)
  const format = useFormat()
  const health = healthOf(source, now)
  const text = { ok: words.sourceOk, quiet: words.sourceQuiet, refused: words.sourceRefused }[health]
  return (
    <li className="row-card track-row">
      <div>
        <strong className="row-title">{source.name}</strong> <Tag kind={health === 'ok' ? 'good' : 'warn'}>{text}</Tag>
        {source.lastError ? <div className="soft small">{source.lastError}</div> : null}
      </div>
      <div className="track-figures">
        <span>
          <span className="soft small">{words.lastReceived} </span>
          {source.lastReceivedAt ? <Moment at={source.lastReceivedAt} now={now} /> : words.never}
        </span>
        <span>
          <strong className="figures">{format.count(source.posts24h)}</strong>
          <span className="soft small"> {words.received24h}</span>
        </span>
        {source.refused24h > 0 ? (
          <span>
            <strong className="figures">{format.count(source.refused24h)}</strong>
            <span className="soft small"> {words.refused24h}</span>
          </span>
        ) : null}
      </div>
    </li>
  )
}

function Replays({ now }: { readonly now: Date }) {
  const words = useWords(MONITORING_WORDS)
  const format = useFormat()
  const replays = useQuery({
    queryKey: ['replays'],
    queryFn: ({ signal }) => get<Replay[]>('/api/replays', {}, signal),
    refetchInterval: 5000,
  })
  if (!replays.data?.length) return null
  const text = (replay: Replay) => {
    const posts = format.count(replay.posts)
    if (replay.state === 'running') return words.replayRunning({ posts, total: format.count(replay.total) })
    return replay.state === 'done' ? words.replayDone({ posts }) : words.replayStopped({ posts })
  }
  return (
    <Section title={words.replays}>
      <ul className="plain-list">
        {replays.data.map((replay) => (
          <li key={replay.id}>
            <strong>{replay.name}</strong> · {text(replay)} · <Moment at={replay.startedAt} now={now} />
          </li>
        ))}
      </ul>
    </Section>
  )
}
