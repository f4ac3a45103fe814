import { Link } from 'react-router'
import { postsLink } from '../monitoring/links.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty, NumberLink } from '../ui/Pieces.tsx'
import { CurveChart } from '../warning/Curves.tsx'
import type { DrawnWatch } from '../warning/use-watch.ts'
import { OVERVIEW_WORDS } from './words.ts'

type Track = DrawnWatch['tracks'][number]

/** Every track in the same small form, so that the one that is different is seen. */
export function TrackMultiples({ watch, hours }: { readonly watch: DrawnWatch; readonly hours: number }) {
  const words = useWords(OVERVIEW_WORDS)
  if (watch.tracks.length === 0) {
    return (
      <Empty title={words.noTracks}>
        <p>{words.noTracksNote}</p>
        <Link to="/tracks/new" className="primary-link">
          {words.makeTrack}
        </Link>
      </Empty>
    )
  }
  const from = new Date(new Date(watch.until).getTime() - hours * 3600_000).toISOString()
  return (
    <ul className="multiples">
      {watch.tracks.map((track) => (
        <Multiple key={track.trackId} track={track} span={{ from, to: watch.until }} />
      ))}
    </ul>
  )
}

function Multiple({ track, span }: { readonly track: Track; readonly span: { from: string; to: string } }) {
  const words = useWords(OVERVIEW_WORDS)
  const format = useFormat()
  const filter = { trackId: track.trackId, ...span }
  return (
    <li className="multiple">
      <div className="multiple-head">
        <h3>{track.name}</h3>
        <span>
          <NumberLink to={postsLink(filter)}>{words.posts({ n: format.count(track.posts) })}</NumberLink>
          {track.judged > 0 ? (
            <>
              {' · '}
              <NumberLink to={postsLink({ ...filter, sentiment: 'negative' })}>
                {words.negative({ share: format.share(track.negative / track.judged) })}
              </NumberLink>
            </>
          ) : null}
        </span>
      </div>
      <div className="multiple-charts">
        {track.curves.map((curve) => (
          <CurveChart key={curve.detector} curve={curve} height={110} isSmall name={track.name} />
        ))}
      </div>
    </li>
  )
}
