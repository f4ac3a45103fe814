/**
 * How lively it is of late, against the usual of the hour: talk has moods that last for hours, and comes in clumps, of which only the first post
 * breaks a silence. So clumps are counted, as far as steps show them: one that holds something holds x / (1 − e^−x) of them where x are to be
 * expected. Where no step is ever empty that is x again, and nothing is learnt. Independent posts have no moods, and what chance makes of them
 * would only be noise: so moods count where they have foretold better than the rhythm alone which steps hold something.
 */
export type Pace = {
  /** clumps that came, and that were to be expected by the rhythm; older ones fade */
  readonly clumps: Float64Array
  /** by how much moods have foretold better, in nats; old days fade */
  readonly gain: Float64Array
}

const MEMORY_HOURS = 3
/** So many clumps are assumed to have been as usual. */
const USUAL_CLUMPS = 4
const [LEAST, MOST] = [0.25, 2] as const
/** One outage must not make the hours after it look dead, nor prove that there are moods. */
const [MOST_GAP, MOST_GAIN] = [4, 3] as const
/** From where moods count, and from where in full. */
const [DOUBT, SURE] = [10, 50] as const
const [MOST_PROOF, PROOF_DAYS] = [200, 28] as const

export function emptyPace(): Pace {
  return { clumps: new Float64Array(2), gain: new Float64Array(1) }
}

/** How many times the usual is to be expected now. */
export function timesUsual(pace: Pace): number {
  const trust = Math.max(0, Math.min(1, ((pace.gain[0] ?? 0) - DOUBT) / (SURE - DOUBT)))
  return 1 + trust * (moodOf(pace) - 1)
}

/** A step that held something. @param usual clumps that were to be expected in it by the rhythm */
export function hearClump(pace: Pace, perHour: number, usual: number): void {
  const expected = Math.max(1e-9, moodOf(pace) * usual)
  const gain = Math.log(Math.expm1(-expected) / Math.expm1(-Math.max(1e-9, usual)))
  prove(pace, perHour, gain)
  add(pace, perHour, 1, { came: expected / -Math.expm1(-expected), usual })
}

/** A gap of so many steps is over. @param usual clumps that were to be expected in it by the rhythm */
export function passGap(pace: Pace, perHour: number, usual: number, steps: number): void {
  const most = Math.min(MOST_GAP, usual)
  prove(pace, perHour, (1 - moodOf(pace)) * most)
  add(pace, perHour, steps, { came: 0, usual: most })
}

function moodOf({ clumps }: Pace): number {
  const times = ((clumps[0] ?? 0) + USUAL_CLUMPS) / ((clumps[1] ?? 0) + USUAL_CLUMPS)
  return Math.max(LEAST, Math.min(MOST, times))
}

function prove({ gain }: Pace, perHour: number, more: number): void {
  const kept = (gain[0] ?? 0) * (1 - 1 / (PROOF_DAYS * 24 * perHour))
  gain[0] = Math.max(-SURE, Math.min(MOST_PROOF, kept + Math.max(-MOST_GAIN, Math.min(MOST_GAIN, more))))
}

type Heard = { readonly came: number; readonly usual: number }

function add({ clumps }: Pace, perHour: number, steps: number, { came, usual }: Heard): void {
  const left = Math.exp(-steps / (MEMORY_HOURS * perHour))
  clumps[0] = (clumps[0] ?? 0) * left + came
  clumps[1] = (clumps[1] ?? 0) * left + usual
}
