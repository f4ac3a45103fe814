import { Link } from 'react-router'
import type { Track } from '../../server/monitoring/schema.ts'
import { useMay } from '../access/me.ts'
import { Asked } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty, NumberLink, PageHead, Tag } from '../ui/Pieces.tsx'
import { postsLink } from './links.ts'
import { useTracks } from './use-tracks.ts'
import { MONITORING_WORDS } from './words.ts'

export function TracksPage() {
  const words = useWords(MONITORING_WORDS)
  const may = useMay()
  const tracks = useTracks()
  const add = may('tracks.edit') ? (
    <Link to="/tracks/new" className="primary-link">
      {words.newTrack}
    </Link>
  ) : null
  return (
    <>
      <PageHead title={words.tracksTitle} note={words.tracksNote}>
        {add}
      </PageHead>
      <Asked query={tracks}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={words.noTracks}>
              <p>{words.noTracksNote}</p>
              {add}
            </Empty>
          ) : (
            <ul className="rows">
              {rows.map((track) => (
                <TrackRow key={track.id} track={track} />
              ))}
            </ul>
          )
        }
      </Asked>
    </>
  )
}

function TrackRow({ track }: { readonly track: Track }) {
  const words = useWords(MONITORING_WORDS)
  const format = useFormat()
  const may = useMay()
  const day = { trackId: track.id, last: 'day' }
  return (
    <li className="row-card track-row">
      <div>
        <strong className="row-title">{track.name}</strong>{' '}
        {track.isRetired ? <Tag kind="plain">{words.retired}</Tag> : null}
        <div>
          <code className="expression">{track.expression}</code>
        </div>
      </div>
      <div className="track-figures">
        <span>
          <NumberLink to={postsLink(day)}>{format.count(track.posts24h)}</NumberLink>
          <span className="soft small"> {words.posts24h}</span>
        </span>
        <span>
          <NumberLink to={postsLink({ ...day, sentiment: 'negative' })}>
            {track.judged24h > 0 ? format.share(track.negative24h / track.judged24h) : '–'}
          </NumberLink>
          <span className="soft small"> {words.negative24h}</span>
        </span>
        {may('tracks.edit') && !track.isRetired ? (
          <Link to={`/tracks/${track.id}`} className="plain-link">
            {words.editTrack}
          </Link>
        ) : null}
      </div>
    </li>
  )
}
