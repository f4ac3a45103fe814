/** Small gradient boosted trees (Friedman 2001) of one depth on few numbers: logistic loss, cuts at quantiles, seeded rows. */
import { TREE_DEPTH as DEPTH, type Trees } from '../server/text/rumour.ts'
import { seeded } from './train-linear.ts'

export type TreeOptions = { readonly trees?: number; readonly rate?: number }

const INNER: number = 2 ** DEPTH - 1
const LEAVES: number = 2 ** DEPTH
const BINS = 32
const LEAST = 15
const SHARE = 0.6
const L2 = 5

export function trainTrees(
  rows: readonly (readonly number[])[],
  labels: readonly boolean[],
  { trees = 150, rate = 0.06 }: TreeOptions = {},
): Trees {
  const width = rows[0]?.length ?? 0
  const cuts = Array.from({ length: width }, (_, f) => quantiles(rows.map((row) => row[f] ?? 0)))
  const bins = cuts.map((cut, f) => Uint8Array.from(rows, (row) => binOf(cut, row[f] ?? 0)))
  const share = labels.filter(Boolean).length / labels.length
  const bias = Math.log(share / (1 - share))
  const scores = new Float64Array(rows.length).fill(bias)
  const made = {
    feature: new Uint8Array(trees * INNER),
    cut: new Float32Array(trees * INNER),
    leaf: new Float32Array(trees * LEAVES),
  }
  const random = seeded(11)
  for (let tree = 0; tree < trees; tree++) {
    const gradient = Float64Array.from(rows, (_, i) => 1 / (1 + Math.exp(-(scores[i] as number))) - (labels[i] ? 1 : 0))
    const weight = Float64Array.from(scores, (s) => {
      const p = 1 / (1 + Math.exp(-s))
      return p * (1 - p)
    })
    const inBag = Uint8Array.from(rows, () => (random() < SHARE ? 1 : 0))
    growOne({ bins, cuts, gradient, weight, inBag, rate, made, tree, scores })
  }
  return { ...made, bias }
}

type Growing = {
  readonly bins: readonly Uint8Array[]
  readonly cuts: readonly (readonly number[])[]
  readonly gradient: Float64Array
  readonly weight: Float64Array
  readonly inBag: Uint8Array
  readonly rate: number
  readonly made: Omit<Trees, 'bias'>
  readonly tree: number
  readonly scores: Float64Array
}

function growOne(growing: Growing): void {
  const { bins, cuts, gradient, weight, inBag, rate, made, tree, scores } = growing
  const node = new Uint8Array(scores.length)
  for (let level = 0; level < DEPTH; level++) {
    for (let at = 2 ** level - 1; at < 2 ** (level + 1) - 1; at++) {
      const best = bestCut(growing, node, at)
      made.feature[tree * INNER + at] = best.feature
      made.cut[tree * INNER + at] = best.bin < 0 ? Number.POSITIVE_INFINITY : (cuts[best.feature]?.[best.bin] ?? 0)
      const column = bins[best.feature] as Uint8Array
      for (let i = 0; i < node.length; i++)
        if (node[i] === at) node[i] = 2 * at + (best.bin >= 0 && (column[i] as number) > best.bin ? 2 : 1)
    }
  }
  const sums = new Float64Array(LEAVES)
  const curves = new Float64Array(LEAVES).fill(L2)
  for (let i = 0; i < node.length; i++) {
    if (!inBag[i]) continue
    const leaf = (node[i] as number) - INNER
    sums[leaf] = (sums[leaf] as number) + (gradient[i] as number)
    curves[leaf] = (curves[leaf] as number) + (weight[i] as number)
  }
  for (let leaf = 0; leaf < LEAVES; leaf++)
    made.leaf[tree * LEAVES + leaf] = (-rate * (sums[leaf] as number)) / (curves[leaf] as number)
  for (let i = 0; i < node.length; i++)
    scores[i] = (scores[i] as number) + (made.leaf[tree * LEAVES + (node[i] as number) - INNER] as number)
}

function bestCut({ bins, gradient, weight, inBag }: Growing, node: Uint8Array, at: number) {
  let best = { feature: 0, bin: -1, gain: 1e-6 }
  const rows: number[] = []
  for (let i = 0; i < node.length; i++) if (node[i] === at && inBag[i]) rows.push(i)
  if (rows.length < 2 * LEAST) return best
  for (const [feature, column] of bins.entries()) {
    const g = new Float64Array(BINS + 1)
    const h = new Float64Array(BINS + 1)
    const n = new Int32Array(BINS + 1)
    for (const i of rows) {
      const bin = column[i] as number
      g[bin] = (g[bin] as number) + (gradient[i] as number)
      h[bin] = (h[bin] as number) + (weight[i] as number)
      n[bin] = (n[bin] as number) + 1
    }
    const [G, H] = [g.reduce((a, b) => a + b, 0), h.reduce((a, b) => a + b, 0)]
    let [gl, hl, nl] = [0, 0, 0]
    for (let bin = 0; bin < BINS; bin++) {
      gl += g[bin] as number
      hl += h[bin] as number
      nl += n[bin] as number
      if (nl < LEAST || rows.length - nl < LEAST) continue
      const gain = gl ** 2 / (hl + L2) + (G - gl) ** 2 / (H - hl + L2) - G ** 2 / (H + L2)
      if (gain > best.gain) best = { feature, bin, gain }
    }
  }
  return best
}

function quantiles(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b)
  const cuts = Array.from({ length: BINS }, (_, k) => sorted[Math.floor(((k + 1) / (BINS + 1)) * sorted.length)] ?? 0)
  return [...new Set(cuts)].map(Math.fround)
}

function binOf(cuts: readonly number[], value: number): number {
  let bin = 0
  while (bin < cuts.length && value > (cuts[bin] ?? 0)) bin++
  return bin
}
