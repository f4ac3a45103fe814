/**
 * How rare is a deviation among those of the past? Several histograms with forgetting, side by side in flat arrays so that a
 * state is copied to bytes as it lies. Below the tail the answer is a plain rank (conformal p-value); in the tail, where ranks
 * run out, an exponential is fitted to the excesses. Bins are 2.3 % wide in 1 + z, which is finer than any verdict needs.
 */

export const BINS = 400
const PER_BLOCK = 20
const BLOCKS = BINS / PER_BLOCK
const LARGEST = 1e4
const BINS_PER_LOG: number = BINS / Math.log1p(LARGEST)

export type Tails = {
  /** weight of each bin, per scale */
  readonly bins: Float32Array
  /** weight of each block of bins, per scale: a rank costs 40 additions instead of 400 */
  readonly blocks: Float64Array
  /** total weight, per scale */
  readonly weight: Float64Array
  /** per scale: first bin of the tail, its weight, mean excess over the tail's lower edge */
  readonly tail: Float64Array
}

export function emptyTails(scales: number): Tails {
  return {
    bins: new Float32Array(scales * BINS),
    blocks: new Float64Array(scales * BLOCKS),
    weight: new Float64Array(scales),
    tail: new Float64Array(scales * 3),
  }
}

/** -log10 of the share of the past that lay at least as far out as `z`; 0 while nothing was learnt. */
export function surprise(tails: Tails, scale: number, z: number): number {
  const weight = tails.weight[scale] ?? 0
  const bin = binOf(z)
  const tailBin = tails.tail[3 * scale] ?? 0
  if (tailBin > 0 && bin >= tailBin) {
    const excess = Math.min(z, LARGEST) - lowerEdge(tailBin)
    const meanExcess = tails.tail[3 * scale + 2] ?? 1
    const share = ((tails.tail[3 * scale + 1] ?? 0) + 1) / (weight + 1)
    return Math.min(30, -Math.log10(Math.min(1, share)) + excess / meanExcess / Math.LN10)
  }
  return -Math.log10(Math.min(1, (1 + above(tails, scale, bin)) / (weight + 1)))
}

/** Learns one deviation. `tailSize` is the weight the tail should hold. */
export function learn(tails: Tails, scale: number, z: number, tailSize: number): void {
  const bin = binOf(z)
  const at = scale * BINS + bin
  const block = scale * BLOCKS + Math.floor(bin / PER_BLOCK)
  tails.bins[at] = (tails.bins[at] ?? 0) + 1
  tails.blocks[block] = (tails.blocks[block] ?? 0) + 1
  tails.weight[scale] = (tails.weight[scale] ?? 0) + 1
  if (bin >= (tails.tail[3 * scale] ?? 0)) fitTail(tails, scale, tailSize)
}

/** Fades everything learnt by one factor; sums are made anew so that rounding cannot pile up over years. */
export function fade(tails: Tails, scale: number, factor: number, tailSize: number): void {
  let total = 0
  for (let block = 0; block < BLOCKS; block++) {
    let sum = 0
    for (let bin = block * PER_BLOCK; bin < (block + 1) * PER_BLOCK; bin++) {
      const at = scale * BINS + bin
      tails.bins[at] = (tails.bins[at] ?? 0) * factor
      sum += tails.bins[at] ?? 0
    }
    tails.blocks[scale * BLOCKS + block] = sum
    total += sum
  }
  tails.weight[scale] = total
  fitTail(tails, scale, tailSize)
}

/** The deviation that a share `rarity` of the past exceeded. */
export function quantile(tails: Tails, scale: number, rarity: number): number {
  let left = rarity * (tails.weight[scale] ?? 0)
  let block = BLOCKS - 1
  while (block > 0 && (tails.blocks[scale * BLOCKS + block] ?? 0) <= left) {
    left -= tails.blocks[scale * BLOCKS + block] ?? 0
    block--
  }
  let bin = (block + 1) * PER_BLOCK - 1
  while (bin > block * PER_BLOCK && (tails.bins[scale * BINS + bin] ?? 0) <= left) {
    left -= tails.bins[scale * BINS + bin] ?? 0
    bin--
  }
  return bin === 0 ? 0 : lowerEdge(bin + 1)
}

const binOf = (z: number): number =>
  z <= 0 ? 0 : Math.min(BINS - 1, Math.floor(BINS_PER_LOG * Math.log1p(Math.min(z, LARGEST))))
const lowerEdge = (bin: number): number => Math.expm1(bin / BINS_PER_LOG)

/** Weight beyond `bin`, plus half of the bin itself: ties are neither rarer nor commoner. */
function above(tails: Tails, scale: number, bin: number): number {
  const ownBlock = Math.floor(bin / PER_BLOCK)
  let sum = (tails.bins[scale * BINS + bin] ?? 0) / 2
  for (let next = bin + 1; next < (ownBlock + 1) * PER_BLOCK; next++) sum += tails.bins[scale * BINS + next] ?? 0
  for (let block = ownBlock + 1; block < BLOCKS; block++) sum += tails.blocks[scale * BLOCKS + block] ?? 0
  return sum
}

function fitTail(tails: Tails, scale: number, tailSize: number): void {
  let bin = BINS
  let weight = 0
  let moment = 0
  while (bin > 1 && weight < tailSize) {
    bin--
    if (bin % PER_BLOCK === PER_BLOCK - 1 && tails.blocks[scale * BLOCKS + (bin + 1) / PER_BLOCK - 1] === 0) {
      bin -= PER_BLOCK - 1
      continue
    }
    const here = tails.bins[scale * BINS + bin] ?? 0
    weight += here
    if (here > 0) moment += here * (lowerEdge(bin) + lowerEdge(bin + 1)) * 0.5
  }
  const found = weight >= tailSize && bin >= 1
  const edge = lowerEdge(bin)
  tails.tail[3 * scale] = found ? bin : 0
  tails.tail[3 * scale + 1] = weight
  // the floor keeps a series of equal deviations from turning the next one into a miracle
  tails.tail[3 * scale + 2] = Math.max(0.05 * (1 + edge), weight > 0 ? moment / weight - edge : 1)
}
