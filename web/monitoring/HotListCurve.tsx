import { useQuery } from '@tanstack/react-query'
import { Drawer, Select } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { HotCurve } from '../../server/monitoring/hot-list-schema.ts'
import { get, serverNow } from '../api.ts'
import { Asked } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useMedia } from '../ui/hooks.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { useListName } from './HotListCard.tsx'
import { type CurveShape, curveShape } from './hot-list-curve.ts'
import { HOT_LIST_WORDS } from './hot-list-words.ts'
import { postsLink } from './links.ts'

type Props = { readonly list: string; readonly entryId: string; readonly close: () => void }

const DAYS = [1, 7, 30]
const MINUTE = 60_000
const BOX = { width: 430, height: 170, left: 48, top: 14 }
const VIEW = { width: 490, height: 226 }
const BOTTOM = BOX.top + BOX.height

/** How one topic rose and fell on one list. */
export function HotListCurve({ list, entryId, close }: Props) {
  const nameOf = useListName()
  const isNarrow = useMedia('(max-width: 700px)')
  const [days, setDays] = useState(7)
  const isOpen = list !== '' && entryId !== ''
  const curve = useQuery({
    queryKey: ['hot-lists', list, entryId, days],
    queryFn: ({ signal }) =>
      get<HotCurve>(`/api/hot-lists/${encodeURIComponent(list)}/entries/${entryId}`, { days }, signal),
    enabled: isOpen,
  })
  return (
    <Drawer open={isOpen} onClose={close} size={isNarrow ? '100%' : 560} title={nameOf(list)}>
      {isOpen ? <Asked query={curve}>{(data) => <Shown curve={data} days={days} setDays={setDays} />}</Asked> : null}
    </Drawer>
  )
}

function Shown(props: { readonly curve: HotCurve; readonly days: number; readonly setDays: (days: number) => void }) {
  const { curve, days, setDays } = props
  const words = useWords(HOT_LIST_WORDS)
  const format = useFormat()
  const now = serverNow()
  const isThere = curve.lastAt === curve.lookedAt
  const facts = [
    isThere
      ? words.curveNow({ rank: curve.lastRank, time: format.moment(curve.lastAt, now) })
      : words.curveLeft({ time: format.moment(curve.lastAt, now) }),
    words.curveBest({ rank: curve.bestRank, time: format.moment(curve.bestAt, now) }),
    words.curveFirst({ time: format.moment(curve.firstAt, now) }),
    ...(curve.minutesSeen > 0 ? [words.curveSeen({ time: format.duration(curve.minutesSeen * MINUTE) })] : []),
  ]
  return (
    <div className="stack">
      <h2 className="break">{curve.topic}</h2>
      <p>{facts.join(' · ')}</p>
      <Select
        value={days}
        onChange={setDays}
        aria-label={words.curveDays({ n: days })}
        options={DAYS.map((n) => ({ value: n, label: words.curveDays({ n }) }))}
      />
      <Picture curve={curve} label={`${words.curve({ topic: curve.topic })}. ${facts.join('. ')}`} />
      <p className="soft small">
        {words.curveNote} {format.zoneName}
      </p>
      <Ways curve={curve} />
      <Looks curve={curve} />
    </div>
  )
}

function Picture({ curve, label }: { readonly curve: HotCurve; readonly label: string }) {
  const words = useWords(HOT_LIST_WORDS)
  const shape = curveShape(curve, BOX)
  return (
    <svg viewBox={`0 0 ${VIEW.width} ${VIEW.height}`} className="hot-curve" role="img" aria-label={label}>
      <Axes shape={shape} />
      {shape.gaps.map(({ x, width }) => (
        <g key={x}>
          <rect className="hot-gap" x={x} width={width} y={BOX.top} height={BOX.height} />
          {width > 60 ? (
            <text x={x + width / 2} y={BOX.top + BOX.height / 2} textAnchor="middle">
              {words.curveGap}
            </text>
          ) : null}
        </g>
      ))}
      {shape.drops.map(({ x, y }) => (
        <line key={`${x} ${y}`} className="hot-drop" x1={x} x2={x} y1={y} y2={BOTTOM + 12} />
      ))}
      {shape.lines.map((line) => (
        <polyline key={line} className="hot-line" points={line} />
      ))}
      {shape.dots.map(({ x, y }) => (
        <circle key={`${x} ${y}`} className="hot-dot" cx={x} cy={y} r={2.5} />
      ))}
      {shape.best ? <circle className="hot-peak" cx={shape.best.x} cy={shape.best.y} r={5} /> : null}
    </svg>
  )
}

/** Places at the left, 1 on top; times below. */
function Axes({ shape }: { readonly shape: CurveShape }) {
  const words = useWords(HOT_LIST_WORDS)
  const format = useFormat()
  const isLong = shape.to - shape.from > 24 * 60 * MINUTE
  const time = (at: number): string => (isLong ? format.day(new Date(at)) : format.time(new Date(at)))
  const ranks = [1, Math.round((1 + shape.worst) / 2), shape.worst]
  const times =
    shape.to > shape.from ? [shape.from, (shape.from + shape.to) / 2, shape.to] : shape.from > 0 ? [shape.from] : []
  return (
    <>
      {ranks.map((rank) => {
        const y = BOX.top + ((rank - 1) / (shape.worst - 1)) * BOX.height
        return (
          <g key={rank}>
            <line className="hot-grid" x1={BOX.left} x2={BOX.left + BOX.width} y1={y} y2={y} />
            <text x={BOX.left - 8} y={y + 4} textAnchor="end">
              {rank}
            </text>
          </g>
        )
      })}
      {times.map((at, index) => (
        <text
          key={at}
          x={BOX.left + (BOX.width * index) / 2}
          y={VIEW.height - 4}
          textAnchor={(['start', 'middle', 'end'] as const)[index]}
        >
          {time(at)}
        </text>
      ))}
      {shape.drops.length > 0 ? (
        <text x={BOX.left - 6} y={BOTTOM + 18} textAnchor="end">
          {words.curveOff}
        </text>
      ) : null}
    </>
  )
}

function Ways({ curve }: { readonly curve: HotCurve }) {
  const words = useWords(HOT_LIST_WORDS)
  return (
    <ul className="plain-list">
      <li>
        <Link to={postsLink({ words: curve.topic })}>{words.seePosts}</Link>
      </li>
      {curve.tracks.map(({ id, name }) => (
        <li key={id}>
          <Link to={postsLink({ trackId: id })} className="break">
            {words.seeTrack({ name })}
          </Link>
        </li>
      ))}
      {curve.url ? (
        <li>
          <a href={curve.url} target="_blank" rel="noreferrer">
            {words.openList}
          </a>
        </li>
      ) : null}
    </ul>
  )
}

/** The same for those who do not see the picture. */
function Looks({ curve }: { readonly curve: HotCurve }) {
  const words = useWords(HOT_LIST_WORDS)
  const format = useFormat()
  const now = serverNow()
  return (
    <details>
      <summary>{words.allLooks({ n: format.count(curve.points.length) })}</summary>
      <ul className="plain-list figures">
        {[...curve.points].reverse().map(({ at, rank }) => (
          <li key={at}>
            {format.moment(at, now)} · {rank ?? words.curveOff}
          </li>
        ))}
      </ul>
    </details>
  )
}
