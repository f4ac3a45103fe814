import type { HotCurve } from '../../server/monitoring/hot-list-schema.ts'

/** Where a curve is drawn, in units of the picture. */
export type CurveBox = { readonly width: number; readonly height: number; readonly left: number; readonly top: number }
export type CurveShape = {
  /** pieces that hang together: `x,y x,y …` */
  readonly lines: readonly string[]
  /** looks in a piece of their own, which no line would show */
  readonly dots: readonly { readonly x: number; readonly y: number }[]
  /** from where it left, down to the edge */
  readonly drops: readonly { readonly x: number; readonly y: number }[]
  readonly gaps: readonly { readonly x: number; readonly width: number }[]
  readonly best: { readonly x: number; readonly y: number } | undefined
  readonly worst: number
  readonly from: number
  readonly to: number
}

const LEAST_WORST = 10

/** Place 1 is at the top. The line breaks where nobody looked, and drops where the entry had left the list. */
export function curveShape(
  { points, gaps }: Pick<HotCurve, 'points' | 'gaps'>,
  { width, height, left, top }: CurveBox,
): CurveShape {
  const times = points.map(({ at }) => new Date(at).getTime())
  const ranks = points.flatMap(({ rank }) => (rank === null ? [] : [rank]))
  const worst = Math.max(LEAST_WORST, ...ranks)
  const [from, to] = [times[0] ?? 0, times.at(-1) ?? 0]
  const x = (at: number): number => round(left + (to === from ? width / 2 : ((at - from) / (to - from)) * width))
  const y = (rank: number): number => round(top + ((rank - 1) / (worst - 1)) * height)
  const spans = gaps.map((gap) => ({ from: new Date(gap.from).getTime(), to: new Date(gap.to).getTime() }))
  const pieces: { x: number; y: number }[][] = []
  const drops: { x: number; y: number }[] = []
  let piece: { x: number; y: number }[] = []
  const finish = (): void => {
    if (piece.length > 0) pieces.push(piece)
    piece = []
  }
  for (const [index, { rank }] of points.entries()) {
    const at = times[index] ?? 0
    if (spans.some((gap) => gap.to === at)) finish()
    const last = piece.at(-1)
    if (rank !== null) piece.push({ x: x(at), y: y(rank) })
    else {
      if (last) drops.push(last)
      finish()
    }
  }
  finish()
  const bestRank = Math.min(...ranks)
  const bestAt = points.findIndex(({ rank }) => rank === bestRank)
  return {
    lines: pieces
      .filter(({ length }) => length > 1)
      .map((each) => each.map((point) => `${point.x},${point.y}`).join(' ')),
    dots: pieces.filter(({ length }) => length === 1).flat(),
    drops,
    gaps: spans.map((gap) => ({ x: x(gap.from), width: round(x(gap.to) - x(gap.from)) })),
    best: bestAt < 0 ? undefined : { x: x(times[bestAt] ?? 0), y: y(bestRank) },
    worst,
    from,
    to,
  }
}

const round = (value: number): number => Math.round(value * 10) / 10
