import { DAY } from '../base/clock.ts'
import { hourMs, weekdayOf } from '../base/wall-time.ts'
import { type DayList, dayKindOf } from './hours.ts'
import type { Layer, RosterBody } from './schema.ts'
import { dayNumber, type ZoneClock, zoneClock } from './zone.ts'

/** Who stands in for whom, in ms; of two that overlap the later one of the list counts. */
export type StandInSpan = {
  readonly forPersonId: string
  readonly byPersonId: string
  readonly from: number
  readonly to: number
}

export type RosterPlan = {
  readonly body: Pick<RosterBody, 'zone' | 'heedsHolidays' | 'layers' | 'fixed'>
  readonly standIns: readonly StandInSpan[]
  readonly holidays: DayList
  /** whoever has left or is disabled cannot be on call: the next layer is asked */
  readonly isHere: (personId: string) => boolean
}

export type Duty = {
  readonly personId: string | undefined
  /** whose turn it is, where somebody stands in */
  readonly insteadOf: string | undefined
  readonly layerId: string | undefined
}

/** From `from` inclusive to `to` exclusive, in ms. */
export type Span = Duty & { readonly from: number; readonly to: number }

export type Roster = {
  /** who is on call at this moment; the one answer that everything else is made of */
  at(moment: number): Duty
  /** the same for every moment of an interval: pieces that touch, each with one person or nobody */
  between(from: number, to: number): Span[]
  /** who is called where the first does not answer: the next in the order of turns, else whoever is on call next */
  secondAt(moment: number): string | undefined
}

const NOBODY: Duty = { personId: undefined, insteadOf: undefined, layerId: undefined }
const NO_HOLIDAYS: DayList = new Map()
const SECOND_WITHIN = 28 * DAY
export const FIXED = 'fixed'

export function makeRoster(plan: RosterPlan): Roster {
  const { body } = plan
  const clock = zoneClock(body.zone)
  const days = body.heedsHolidays ? plan.holidays : NO_HOLIDAYS
  const fixed = body.fixed.map(({ personId, from, to }) => ({ personId, from: Date.parse(from), to: Date.parse(to) }))
  const at = (moment: number): Duty => {
    for (const shift of fixed) {
      const duty = shift.from <= moment && moment < shift.to && dutyOf(plan, shift.personId, FIXED, moment)
      if (duty) return duty
    }
    for (const layer of body.layers) {
      const personId = coversAt(layer, clock, days, moment) ? personAt(layer, clock, moment) : undefined
      const duty = personId !== undefined && dutyOf(plan, personId, layer.id, moment)
      if (duty) return duty
    }
    return NOBODY
  }
  const between = (from: number, to: number): Span[] => {
    const edges = [
      ...body.layers.flatMap((layer) => edgesOf(layer, clock, from, to)),
      ...[...fixed, ...plan.standIns].flatMap((span) => [span.from, span.to]),
    ].filter((edge) => edge > from && edge < to)
    const starts = [...new Set([from, ...edges])].sort((one, other) => one - other)
    return joined(starts.map((start, n) => ({ ...at(start), from: start, to: starts[n + 1] ?? to })))
  }
  const secondAt = (moment: number): string | undefined => {
    const { personId, layerId } = at(moment)
    const layer = body.layers.find(({ id }) => id === layerId)
    const others = (ids: readonly string[]) => ids.find((id) => id !== personId && plan.isHere(id))
    const inTurn = layer && others(turnsFrom(layer, clock, moment).map((id) => substituteAt(plan.standIns, id, moment)))
    if (inTurn !== undefined) return inTurn
    const later = between(moment, moment + SECOND_WITHIN)
    return later.find((span) => span.personId !== undefined && span.personId !== personId)?.personId
  }
  return { at, between, secondAt }
}

/** The one who does it, or undefined where that one is not here. */
function dutyOf(plan: RosterPlan, personId: string, layerId: string, moment: number): Duty | undefined {
  const by = substituteAt(plan.standIns, personId, moment)
  if (!plan.isHere(by)) return undefined
  return { personId: by, insteadOf: by === personId ? undefined : personId, layerId }
}

/** Whoever stands in may be stood in for as well; two who stand in for each other end where they began. */
function substituteAt(standIns: readonly StandInSpan[], personId: string, moment: number): string {
  const seen = new Set([personId])
  let who = personId
  for (;;) {
    const found = standIns.findLast((span) => span.forPersonId === who && span.from <= moment && moment < span.to)
    if (!found || seen.has(found.byPersonId)) return who
    who = found.byPersonId
    seen.add(who)
  }
}

function personAt(layer: Layer, clock: ZoneClock, moment: number): string | undefined {
  const turn = turnAt(layer, clock, moment)
  return turn < 0 ? undefined : layer.people[turn % layer.people.length]
}

/** After the one whose turn it is, in their order. */
function turnsFrom(layer: Layer, clock: ZoneClock, moment: number): string[] {
  const turn = Math.max(0, turnAt(layer, clock, moment))
  return layer.people.map((_, n) => layer.people[(turn + n + 1) % layer.people.length] ?? '')
}

/**
 * Which turn it is, from 0; negative before the first. Turns begin at moments, not at times of the wall: on a night on which clocks are
 * set back the same hour comes twice, and a comparison of wall times would hand over, back, and over again.
 */
function turnAt(layer: Layer, clock: ZoneClock, moment: number): number {
  if (layer.people.length === 0) return -1
  const { day } = clock.localOf(moment)
  let turn = Math.floor((day - dayNumber(layer.startsOn)) / layer.turnDays)
  while (turnStart(layer, clock, turn) > moment) turn--
  while (turnStart(layer, clock, turn + 1) <= moment) turn++
  return turn
}

function turnStart({ startsOn, handOverAt, turnDays }: Layer, clock: ZoneClock, turn: number): number {
  return clock.momentOf({ day: dayNumber(startsOn) + turn * turnDays, ms: hourMs(handOverAt) })
}

function coversAt(layer: Layer, clock: ZoneClock, list: DayList, moment: number): boolean {
  const { day } = clock.localOf(moment)
  // What began yesterday may last past midnight.
  return [day - 1, day, day + 1].some((each) => {
    if (!isDayOf(layer, each, list)) return false
    const [from, to] = windowOf(layer, clock, each)
    return from <= moment && moment < to
  })
}

function isDayOf({ weekdays, dayKind }: Layer, day: number, list: DayList): boolean {
  return weekdays.includes(weekdayOf(day)) && (dayKind === 'every' || dayKindOf(day, list) === dayKind)
}

function windowOf({ from, to }: Layer, clock: ZoneClock, day: number): [number, number] {
  const [fromMs, toMs] = [hourMs(from), hourMs(to)]
  const end = toMs > fromMs ? day : day + 1
  return [clock.momentOf({ day, ms: fromMs }), clock.momentOf({ day: end, ms: toMs })]
}

/** Every moment at which a layer may change; more than there are changes. */
function edgesOf(layer: Layer, clock: ZoneClock, from: number, to: number): number[] {
  const [first, last] = [clock.localOf(from).day - 1, clock.localOf(to).day + 1]
  const edges: number[] = []
  for (let day = first; day <= last; day++) {
    edges.push(...windowOf(layer, clock, day))
    if ((day - dayNumber(layer.startsOn)) % layer.turnDays === 0)
      edges.push(clock.momentOf({ day, ms: hourMs(layer.handOverAt) }))
  }
  return edges
}

function joined(spans: readonly Span[]): Span[] {
  const found: Span[] = []
  for (const span of spans) {
    const last = found.at(-1)
    if (last && isSameDuty(last, span)) found[found.length - 1] = { ...last, to: span.to }
    else found.push(span)
  }
  return found
}

function isSameDuty(one: Duty, other: Duty): boolean {
  return one.personId === other.personId && one.insteadOf === other.insteadOf && one.layerId === other.layerId
}
