import type { SourcePage } from '../../server/monitoring/source-schema.ts'
import { serverNow } from '../api.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { SOURCE_WORDS } from './source-words.ts'

const HEIGHT = 64

/** Posts per hour as bars: an hour without posts is a gap that one sees. */
export function SourceHours({ hours }: { readonly hours: SourcePage['hours'] }) {
  const words = useWords(SOURCE_WORDS)
  const format = useFormat()
  const most = Math.max(0, ...hours.map(({ posts }) => posts))
  const sum = hours.reduce((all, { posts }) => all + posts, 0)
  const now = serverNow()
  const label = words.hoursLabel({ sum: format.count(sum), most: format.count(most) })
  const [first, last] = [hours[0], hours.at(-1)]
  return (
    <figure>
      <svg
        viewBox={`0 0 ${hours.length} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
        style={{ width: '100%', height: HEIGHT, display: 'block', borderBottom: '1px solid var(--line-strong)' }}
      >
        {hours.map(({ at, posts }, index) => {
          // At least a pixel, so that one post is no silence.
          const height = posts === 0 ? 0 : Math.max(2, (posts / most) * HEIGHT)
          return (
            <rect key={at} x={index + 0.1} width={0.8} y={HEIGHT - height} height={height} fill="var(--accent)">
              <title>{words.hourOf({ time: format.moment(at, now), n: format.count(posts) })}</title>
            </rect>
          )
        })}
      </svg>
      <figcaption className="soft small" style={{ display: 'flex', justifyContent: 'space-between', gap: 8 }}>
        <span>{first ? format.moment(first.at, now) : ''}</span>
        <span>{words.most({ n: format.count(most) })}</span>
        <span>{last ? `${format.moment(last.at, now)} ${format.zoneName}` : ''}</span>
      </figcaption>
    </figure>
  )
}
