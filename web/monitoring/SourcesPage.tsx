import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { Replay } from '../../server/monitoring/schema.ts'
import type { Source } from '../../server/monitoring/source-schema.ts'
import { useMay } from '../access/me.ts'
import { get, serverNow } from '../api.ts'
import { Asked } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useNow } from '../ui/hooks.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty, Moment, NumberLink, PageHead, Section } from '../ui/Pieces.tsx'
import { postsLink } from './links.ts'
import { HealthTag, SourceTrouble, useKindName } from './SourceHealth.tsx'
import { SOURCE_WORDS } from './source-words.ts'
import { named, PROGRAM_WORDS } from './terms.ts'
import { MONITORING_WORDS } from './words.ts'

export function useSources() {
  return useQuery({
    queryKey: ['sources'],
    queryFn: ({ signal }) => get<Source[]>('/api/sources', {}, signal),
    refetchInterval: 30_000,
  })
}

export function SourcesPage() {
  const words = useWords(SOURCE_WORDS)
  const may = useMay()
  const sources = useSources()
  const now = useNow(10_000, serverNow)
  const add = may('sources.manage') ? (
    <Link to="/sources/new" className="primary-link">
      {words.add}
    </Link>
  ) : null
  return (
    <>
      <PageHead title={words.title} note={words.titleNote}>
        {add}
      </PageHead>
      <Asked query={sources}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={words.none}>
              <p>{words.noneNote}</p>
              {add}
            </Empty>
          ) : (
            <>
              <p role="status">
                <Summary rows={rows} />
              </p>
              <ul className="rows">
                {rows.map((source) => (
                  <SourceRow key={source.name} source={source} now={now} />
                ))}
              </ul>
            </>
          )
        }
      </Asked>
      <Replays now={now} />
    </>
  )
}

/** The one thing to know first. */
function Summary({ rows }: { readonly rows: readonly Source[] }) {
  const words = useWords(SOURCE_WORDS)
  const format = useFormat()
  const bad = rows.filter(({ health }) => !['ok', 'new', 'paused'].includes(health)).length
  const n = format.count(rows.length)
  return <strong>{bad === 0 ? words.allWell({ n }) : words.someWanting({ n, bad: format.count(bad) })}</strong>
}

export function SourceRow({ source, now }: { readonly source: Source; readonly now: Date }) {
  const words = useWords(SOURCE_WORDS)
  const programs = useWords(PROGRAM_WORDS)
  const format = useFormat()
  const kindName = useKindName()
  return (
    <li className="row-card track-row">
      <div>
        <Link to={`/sources/${source.id}`} className="row-title">
          <strong>{named(programs, source.name)}</strong>
        </Link>{' '}
        <HealthTag health={source.health} />
        <div className="soft small">
          {kindName(source.kind)}
          {source.host ? ` · ${source.host}` : ''}
          {source.coverage ? ` · ${coverageOf(source.coverage)}` : ''}
        </div>
        <SourceTrouble source={source} now={now} />
      </div>
      <div className="track-figures">
        <span>
          <span className="soft small">{words.lastNew} </span>
          {source.foundAt ? <Moment at={source.foundAt} now={now} /> : words.never}
        </span>
        <span>
          <NumberLink to={postsLink({ source: source.name, last: 'day' })}>{format.count(source.posts24h)}</NumberLink>
          <span className="soft small"> {words.posts24h}</span>
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

  function coverageOf({ stored, stated }: NonNullable<Source['coverage']>): string {
    return words.coverageShort({ stored: format.count(stored), stated: format.count(stated) })
  }
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
