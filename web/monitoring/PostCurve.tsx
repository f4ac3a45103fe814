import { useFormat } from '../ui/FormatProvider.tsx'
import { useMedia } from '../ui/hooks.ts'

export type CurveLine = {
  readonly name: string
  readonly points: readonly { readonly at: string; readonly value: number }[]
  readonly kind: 'ink' | 'accent' | 'soft'
}

const LEFT = 44
const TOP = 12
const BOTTOM = 24

/** Counts that only somebody looked at now and then: steps, since between two looks nothing is known. Names stand at their lines. */
export function PostCurve(props: {
  readonly lines: readonly CurveLine[]
  readonly label: string
  readonly height: number
}) {
  const format = useFormat()
  // Drawn in the size in which it is shown, or on a phone nobody could read it.
  const [width, right] = useMedia('(max-width: 700px)') ? [340, 96] : [560, 120]
  const { height } = props
  const lines = props.lines.filter(({ points }) => points.some(({ value }) => value > 0))
  const all = lines.flatMap(({ points }) => points)
  if (all.length === 0) return null
  const times = all.map(({ at }) => new Date(at).getTime())
  const [from, to] = [Math.min(...times), Math.max(...times)]
  const most = Math.max(1, ...all.map(({ value }) => value))
  const x = (at: number) => LEFT + ((at - from) / Math.max(1, to - from)) * (width - LEFT - right)
  const y = (value: number) => height - BOTTOM - (value / most) * (height - TOP - BOTTOM)
  const ends = spacedEnds(lines.map(({ points }) => y(points.at(-1)?.value ?? 0)))
  const now = new Date()
  return (
    <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={props.label} className="post-curve">
      {[0, most].map((value) => (
        <g key={value}>
          <line x1={LEFT} x2={width - right} y1={y(value)} y2={y(value)} className="post-curve-grid" />
          <text x={LEFT - 6} y={y(value) + 4} textAnchor="end">
            {format.size(value)}
          </text>
        </g>
      ))}
      {lines.map(({ name, kind, points }, index) => (
        <g key={name} className={`post-curve-${kind}`}>
          <path d={stepPath(points.map(({ at, value }) => [x(new Date(at).getTime()), y(value)]))} />
          <text x={width - right + 6} y={(ends[index] ?? 0) + 4}>
            {name} {format.size(points.at(-1)?.value ?? 0)}
          </text>
        </g>
      ))}
      <text x={LEFT} y={height - 6}>
        {format.moment(new Date(from), now)}
      </text>
      <text x={width - right} y={height - 6} textAnchor="end">
        {to > from ? `${format.moment(new Date(to), now)} ${format.zoneName}` : format.zoneName}
      </text>
    </svg>
  )
}

function stepPath(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y], i) => (i === 0 ? `M${x} ${y}` : `H${x}V${y}`)).join('')
}

/** Names of lines that end at nearly the same height must not lie on each other. */
function spacedEnds(heights: readonly number[]): number[] {
  const order = heights.map((height, index) => ({ height, index })).sort((a, b) => a.height - b.height)
  const placed: number[] = []
  let least = Number.NEGATIVE_INFINITY
  for (const { height, index } of order) {
    placed[index] = Math.max(height, least)
    least = (placed[index] ?? 0) + 16
  }
  return placed
}
