import type { Mode } from '../base/outbox.ts'
import type { PostSignal, Sight } from '../detectors/contract/post-signal.ts'

/** Whose memory: of one track, and of life or of a drill. */
export type Owner = { readonly trackId: string; readonly mode: Mode }
export const ownerKey = ({ trackId, mode }: Owner): string => `${trackId} ${mode}`

/** A memory as it is kept. */
export type SignalStateRow = Owner & {
  readonly detector: string
  readonly version: string
  readonly state: Buffer | null
  readonly failure: string | null
}

/** The detectors' memories while one transaction lasts. */
export type Memory = { readonly rows: Map<string, SignalStateRow>; readonly states: Map<string, Held> }
type Held = { readonly signal: PostSignal<unknown, unknown>; state: unknown; isChanged: boolean }

export function holdStates(rows: readonly SignalStateRow[]): Memory {
  return { rows: new Map(rows.map((row) => [keyOf(row, row.detector), row])), states: new Map() }
}

/**
 * One look. What a detector cannot read is passed over: its failure is its own, and its memory stays as it was before this look.
 * @param failed told of a failure that is not known yet
 */
export function stepWith<State, Look>(
  memory: Memory,
  whose: Owner,
  signal: PostSignal<State, Look>,
  look: Look,
  failed: (failure: string) => void,
): Sight[] {
  const key = keyOf(whose, signal.id)
  const row = memory.rows.get(key)
  const held = memory.states.get(key)
  const before = held ? signal.save(held.state as State) : undefined
  try {
    const state = held ? (held.state as State) : openState(signal, row)
    const sights = signal.step(state, look)
    memory.states.set(key, { signal: signal as PostSignal<unknown, unknown>, state, isChanged: true })
    if (row?.failure != null) memory.rows.set(key, { ...row, failure: null })
    return sights
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error)
    if (row?.failure !== failure) failed(failure)
    if (held && before) held.state = signal.load(before)
    const { id: detector, version } = signal
    memory.rows.set(key, { ...whose, detector, version, state: row?.state ?? null, failure })
    return []
  }
}

/** What is to be written. */
export function changedStates({ rows, states }: Memory): SignalStateRow[] {
  const keys = new Set([
    ...states.keys(),
    ...[...rows].filter(([, { failure }]) => failure !== null).map(([key]) => key),
  ])
  return [...keys].flatMap((key) => {
    const [held, row] = [states.get(key), rows.get(key)]
    const [trackId = '', mode = 'live', detector = ''] = key.split(' ')
    if (!held) return row ? [row] : []
    const { signal, state } = held
    const whose = { trackId, mode: mode === 'drill' ? ('drill' as const) : ('live' as const), detector }
    return [
      { ...whose, version: signal.version, state: Buffer.from(signal.save(state)), failure: row?.failure ?? null },
    ]
  })
}

/** Another version begins anew: it would read the numbers wrongly. */
function openState<State, Look>(signal: PostSignal<State, Look>, row: SignalStateRow | undefined): State {
  return row?.state && row.version === signal.version ? signal.load(new Uint8Array(row.state)) : signal.start()
}

function keyOf({ trackId, mode }: Owner, detector: string): string {
  return `${trackId} ${mode} ${detector}`
}
