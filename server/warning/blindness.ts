import { DAY, MINUTE, SECOND } from '../base/clock.ts'
import type { TroubleCode } from './blind-schema.ts'

/** One that is silent against its own rhythm, since its last post. */
export type SilentTrack = { readonly trackId: string; readonly track: string; readonly since: Date }

export type ClockReading = { readonly host: string; readonly offsetMs: number }

/** What is wrong with the machine is wrong for every organisation. */
export type MachineFacts = {
  readonly disk: { readonly isLow: boolean; readonly freeBytes: number | undefined }
  /** the database's clock minus ours */
  readonly databaseOffsetMs: number
  /** what clocks outside said lately */
  readonly readings: readonly ClockReading[]
  /** the job that has been due for longest without any of its kind being at work */
  readonly stuckJobSince: Date | undefined
}

export type Facts = MachineFacts & {
  readonly now: Date
  /** a demonstration, or no post has ever come */
  readonly isSetUp: boolean
  /** since the last post that was not a file or a replay, and −log10 of how often a day holds such a silence; undefined where nothing
   * sends by itself */
  readonly silence: { readonly lastAt: Date; readonly score: number } | undefined
  readonly silentTracks: readonly SilentTrack[]
  readonly sources: readonly {
    readonly name: string
    readonly trouble: 'failing' | 'gap' | 'silent'
    readonly since: Date
  }[]
  /** the source that has been due for longest */
  readonly dueSourceSince: Date | undefined
  /** up to where counts are complete, and up to where the slowest detector of a live track has read them */
  readonly watch: { readonly until: Date; readonly readUntil: Date | undefined }
  /** tracks of which a detector stands still */
  readonly standing: readonly { readonly track: string; readonly since: Date }[]
  readonly indexLagMs: number | undefined
  readonly failedJobs: readonly Date[]
  readonly failedOutgoing: readonly Date[]
  readonly stuckOutgoingSince: Date | undefined
  readonly webhooks: readonly { readonly name: string; readonly failingSince: Date }[]
}

/** One thing that keeps us from seeing, hearing or telling; `since` as far as we know. */
export type FoundTrouble = {
  readonly code: TroubleCode
  readonly subject: string
  readonly since: Date
  readonly detail: Readonly<Record<string, string | number>>
}

/** A request that hangs, a worker that starts anew: no silence yet. */
const SILENT_MS = 5 * MINUTE
/** All sources together: a silence that comes once in a hundred days. */
const SILENT_SCORE = 2
/** More tracks than this are told of together. */
const MOST_NAMED = 3
/** Three steps of the detectors: one is being read, one may be waiting. */
const WATCH_MS = 15 * MINUTE
const INDEX_MS = 2 * MINUTE
const DUE_MS = 10 * MINUTE
const STUCK_MS = 10 * MINUTE
const STUCK_OUTGOING_MS = 5 * MINUTE
const WEBHOOK_MS = 15 * MINUTE
/** What failed longer ago was not forgotten by us, but by people. */
const FAILED_MS = 7 * DAY
/** The database stamps rows that are compared with our own times. */
const DATABASE_OFFSET_MS = 5 * SECOND
/** Web servers keep good time, but one alone may not. */
const OUTSIDE_OFFSET_MS = 30 * SECOND
const LONE_OFFSET_MS = 2 * MINUTE

/** Whether we see, hear and can tell: facts in, troubles out, gravest kinds first. */
export function troublesOf(facts: Facts): FoundTrouble[] {
  const machine = [...diskTroubles(facts), ...clockTroubles(facts), ...stuckJobs(facts), ...workTroubles(facts)]
  if (!facts.isSetUp) return machine
  return [
    ...silenceTroubles(facts),
    ...watchTroubles(facts),
    ...machine,
    ...sourceTroubles(facts),
    ...indexTroubles(facts),
  ]
}

/** How far our clock is off, by whose word; undefined where it is right or nobody can tell. */
export function clockFault(
  databaseOffsetMs: number,
  readings: readonly ClockReading[],
): { readonly host: string; readonly offsetMs: number } | undefined {
  const sorted = [...readings].sort((a, b) => a.offsetMs - b.offsetMs)
  // Two of three say so: one wrong clock outside convinces nobody.
  const middle = sorted[Math.floor(sorted.length / 2)]
  const most = sorted.length > 1 ? OUTSIDE_OFFSET_MS : LONE_OFFSET_MS
  const agree = sorted.filter(({ offsetMs }) => Math.abs(offsetMs) > most && offsetMs * (middle?.offsetMs ?? 0) > 0)
  if (middle && Math.abs(middle.offsetMs) > most && agree.length > sorted.length / 2) return middle
  return Math.abs(databaseOffsetMs) > DATABASE_OFFSET_MS
    ? { host: 'PostgreSQL', offsetMs: databaseOffsetMs }
    : undefined
}

/** Where nothing at all comes, no track needs to be named. */
function silenceTroubles({ now, silence, silentTracks }: Facts): FoundTrouble[] {
  const isSilent = silence && silence.score >= SILENT_SCORE && isOlder(silence.lastAt, now, SILENT_MS)
  if (isSilent) return [trouble('silent', silence.lastAt)]
  if (silentTracks.length <= MOST_NAMED)
    return silentTracks.map(({ trackId, track: name, since }) =>
      trouble('track-silent', since, name, { name, trackId }),
    )
  const first = silentTracks.slice(0, MOST_NAMED).map(({ track }) => track)
  const since = new Date(Math.min(...silentTracks.map((each) => each.since.getTime())))
  return [trouble('track-silent', since, '', { name: `${first.join('、')} +${silentTracks.length - MOST_NAMED}` })]
}

function sourceTroubles({ now, sources, dueSourceSince }: Facts): FoundTrouble[] {
  const late = isOlder(dueSourceSince, now, DUE_MS) ? [trouble('collection-late', dueSourceSince)] : []
  const codes = { failing: 'source-failing', gap: 'source-gap', silent: 'source-silent' } as const
  return [...late, ...sources.map((each) => trouble(codes[each.trouble], each.since, each.name, { name: each.name }))]
}

function watchTroubles({ watch, standing }: Facts): FoundTrouble[] {
  const { until, readUntil } = watch
  const late = isOlder(readUntil, until, WATCH_MS) ? [trouble('watch-late', readUntil)] : []
  return [...late, ...standing.map(({ track, since }) => trouble('detector-failing', since, track, { name: track }))]
}

function indexTroubles({ now, indexLagMs }: Facts): FoundTrouble[] {
  if (indexLagMs === undefined || indexLagMs <= INDEX_MS) return []
  return [trouble('index-late', new Date(now.getTime() - indexLagMs))]
}

function stuckJobs({ now, stuckJobSince }: Facts): FoundTrouble[] {
  return isOlder(stuckJobSince, now, STUCK_MS) ? [trouble('jobs-stuck', stuckJobSince)] : []
}

function workTroubles({ now, failedJobs, failedOutgoing, stuckOutgoingSince, webhooks }: Facts): FoundTrouble[] {
  const lately = (times: readonly Date[]): Date[] => times.filter((at) => !isOlder(at, now, FAILED_MS)).sort(byTime)
  const failed = (code: TroubleCode, times: Date[]): FoundTrouble[] =>
    times[0] ? [trouble(code, times[0], '', { n: times.length })] : []
  return [
    ...failed('jobs-failing', lately(failedJobs)),
    ...failed('outgoing-failing', lately(failedOutgoing)),
    ...(isOlder(stuckOutgoingSince, now, STUCK_OUTGOING_MS) ? [trouble('outgoing-stuck', stuckOutgoingSince)] : []),
    ...webhooks.flatMap(({ name, failingSince }) =>
      isOlder(failingSince, now, WEBHOOK_MS) ? [trouble('webhook-failing', failingSince, name, { name })] : [],
    ),
  ]
}

function diskTroubles({ now, disk }: Facts): FoundTrouble[] {
  if (!disk.isLow) return []
  return [trouble('disk-low', now, '', disk.freeBytes === undefined ? {} : { freeBytes: disk.freeBytes })]
}

function clockTroubles({ now, databaseOffsetMs, readings }: Facts): FoundTrouble[] {
  const fault = clockFault(databaseOffsetMs, readings)
  if (!fault) return []
  const { host, offsetMs } = fault
  return [trouble('clock-off', now, '', { host, seconds: Math.round(Math.abs(offsetMs) / SECOND), offsetMs })]
}

function isOlder(at: Date | undefined, now: Date, ms: number): at is Date {
  return at !== undefined && now.getTime() - at.getTime() > ms
}

function trouble(code: TroubleCode, since: Date, subject = '', detail: FoundTrouble['detail'] = {}): FoundTrouble {
  return { code, subject, since, detail }
}

function byTime(a: Date, b: Date): number {
  return a.getTime() - b.getTime()
}
