import { type PointerEvent, useRef, useState } from 'react'
import type { SearchFigures } from '../../server/monitoring/search-schema.ts'
import { serverNow } from '../api.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { SEARCH_WORDS } from './search-words.ts'

type Props = {
  readonly figures: SearchFigures
  readonly choose: (span: { from: string; to: string }) => void
}

const HEIGHT = 100
const MINUTE = 60_000
type Bar = SearchFigures['histogram'][number]
/** Numbers of bars, both included. */
type Chosen = { readonly first: number; readonly last: number }

/** How many over time, the negative part darker; a span is chosen by dragging, one bar by pressing it. */
export function SearchHistogram({ figures, choose }: Props) {
  const words = useWords(SEARCH_WORDS)
  const { histogram: bars, stepMinutes } = figures
  const { write, endOf, format } = useTimes(bars, stepMinutes)
  const { box, over, chosen, hands } = useDragging(bars.length, ({ first, last }) =>
    choose({ from: bars[first]?.at ?? '', to: endOf(last) }),
  )
  const [start] = bars
  if (!start) return null
  const most = Math.max(1, ...bars.map(({ posts }) => posts))
  const [from, to] = [write(start.at), write(endOf(bars.length - 1))]
  const step = format.duration(stepMinutes * MINUTE)
  return (
    <figure className="histogram">
      <svg
        ref={box}
        viewBox={`0 0 ${bars.length} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={words.overLabel({ from, to, step, most: format.count(most) })}
        {...hands}
      >
        {bars.map((bar, index) => (
          <BarOf key={bar.at} bar={bar} index={index} most={most} isOver={over === index} />
        ))}
        {chosen ? (
          <rect
            x={chosen.first}
            width={chosen.last + 1 - chosen.first}
            y={0}
            height={HEIGHT}
            className="histogram-chosen"
          />
        ) : null}
      </svg>
      <figcaption className="soft small figures">
        <span>{from}</span>
        <span>
          {chosen ? (
            words.spanChip({ from: write(bars[chosen.first]?.at ?? ''), to: write(endOf(chosen.last)) })
          ) : (
            <Shown bar={over === undefined ? undefined : bars[over]} />
          )}
        </span>
        <span>
          {to} {format.zoneName}
        </span>
      </figcaption>
    </figure>
  )
}

function useTimes(bars: readonly Bar[], stepMinutes: number) {
  const format = useFormat()
  const now = serverNow()
  return {
    format,
    write: (at: string) => format.moment(at, now),
    endOf: (index: number) => new Date(new Date(bars[index]?.at ?? now).getTime() + stepMinutes * MINUTE).toISOString(),
  }
}

/** From where to where somebody drags, and over which bar the pointer stands. */
function useDragging(count: number, choose: (chosen: Chosen) => void) {
  const box = useRef<SVGSVGElement>(null)
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number }>()
  const [over, setOver] = useState<number>()
  const chosen = drag && { first: Math.min(drag.from, drag.to), last: Math.max(drag.from, drag.to) }
  const barAt = (event: PointerEvent): number => {
    const { left, width } = box.current?.getBoundingClientRect() ?? { left: 0, width: 1 }
    return Math.max(0, Math.min(count - 1, Math.floor(((event.clientX - left) / width) * count)))
  }
  const hands = {
    onPointerDown: (event: PointerEvent<SVGSVGElement>) => {
      if (event.button !== 0) return
      event.currentTarget.setPointerCapture(event.pointerId)
      setDrag({ from: barAt(event), to: barAt(event) })
    },
    onPointerMove: (event: PointerEvent) => {
      setOver(barAt(event))
      if (drag) setDrag({ ...drag, to: barAt(event) })
    },
    onPointerUp: () => {
      setDrag(undefined)
      if (chosen) choose(chosen)
    },
    onPointerCancel: () => setDrag(undefined),
    onPointerLeave: () => setOver(undefined),
  }
  return { box, over, chosen, hands }
}

function BarOf(props: { readonly bar: Bar; readonly index: number; readonly most: number; readonly isOver: boolean }) {
  const { bar, index, most, isOver } = props
  return (
    <g className={isOver ? 'histogram-over' : undefined}>
      <rect x={index + 0.08} width={0.84} {...span((bar.posts / most) * HEIGHT)} className="histogram-all" />
      <rect x={index + 0.08} width={0.84} {...span((bar.negative / most) * HEIGHT)} className="histogram-negative" />
    </g>
  )
}

function Shown({ bar }: { readonly bar: Bar | undefined }) {
  const words = useWords(SEARCH_WORDS)
  const format = useFormat()
  if (!bar) return <span className="wide-only">{words.drag}</span>
  const counted = words.bar({ n: format.count(bar.posts), negative: format.count(bar.negative) })
  return `${format.moment(bar.at, serverNow())} · ${counted}`
}

/** A bar of something is never invisible. */
function span(height: number): { y: number; height: number } {
  const seen = height > 0 ? Math.max(2, height) : 0
  return { y: HEIGHT - seen, height: seen }
}
