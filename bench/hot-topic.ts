/**
 * `bench hot-topic`: when the detector speaks about a brand on recorded hot lists, against the peak of the brand's events, and how often outside
 * of them. The track's expression is the brand's plain name, as somebody would write it on the first day; the verdict on a topic is the
 * product's own. The same for a rule that speaks at every entry.
 */
import type { ListLook } from '../server/detectors/contract/post-signal.ts'
import { isNews } from '../server/detectors/contract/post-signal.ts'
import { signals } from '../server/detectors/index.ts'
import { startJudges } from '../server/monitoring/judges.ts'
import type { Fold } from '../server/text/fold.ts'
import { compileTracks } from '../server/text/match.ts'
import {
  type BrandEvent,
  curvesPresent,
  type Look,
  loadEvents,
  loadHeadlines,
  loadLooks,
  NO_CURVES,
} from './hot-topic-curves.ts'

const { hotTopic } = signals
const DAY_S = 86_400

export async function run(_args: string[]): Promise<void> {
  if (!curvesPresent()) return console.log(NO_CURVES)
  const judges = await startJudges({ size: 1 })
  try {
    const events = loadEvents()
    const brands = [...new Set(events.map(({ brand }) => brand))]
    const { matcher } = compileTracks(
      judges.fold,
      brands.map((brand) => ({ id: brand, expression: brand })),
    )
    const ofTopic = new Map<string, readonly number[]>()
    const looks = loadLooks((topic) => {
      if (!ofTopic.has(topic)) ofTopic.set(topic, [...matcher.explain(topic).keys()])
      return (ofTopic.get(topic) ?? []).length > 0
    })
    const ours = [...ofTopic].flatMap(([topic, tracks]) => (tracks.length > 0 ? [topic] : []))
    const negative = await negatives(judges, ours)
    const days = new Set(looks.map(({ at }) => Math.floor(at / DAY_S))).size
    console.log(
      `${looks.length} looks on ${days} days, ${brands.length} brands, ${ours.length} topics that name one, ${events.length} events`,
    )
    const spoken = brands.map((brand, track) => ({ brand, ...listen(looks, track, ofTopic, negative) }))
    report(
      'the detector, as shipped',
      events,
      days,
      (brand) => spoken.find((each) => each.brand === brand)?.alarms ?? [],
    )
    report('every entry', events, days, (brand) => spoken.find((each) => each.brand === brand)?.entries ?? [])
    printHeadlines(judges.fold)
  } finally {
    await judges.close()
  }
}

type Spoken = { readonly at: number; readonly topic: string; readonly score: number }

function listen(
  looks: readonly Look[],
  track: number,
  ofTopic: ReadonlyMap<string, readonly number[]>,
  negative: ReadonlySet<string>,
) {
  const state = hotTopic.start()
  const told = new Map<string, { at: Date; score: number }>()
  const [alarms, entries, seen]: [Spoken[], Spoken[], Map<string, number>] = [[], [], new Map()]
  const numbers = new Map<string, number>()
  for (const { at, ranked } of looks) {
    const own = ranked.filter(({ topic }) => ofTopic.get(topic)?.includes(track))
    if (own.length === 0) continue
    const look: ListLook = {
      list: 1,
      minute: Math.floor(at / 60),
      depth: 50,
      entries: own.map(({ topic, rank }) => {
        const number = numbers.get(topic) ?? numbers.size + 1
        numbers.set(topic, number)
        return { topic: number, rank, isNegative: negative.has(topic) }
      }),
    }
    for (const sight of hotTopic.step(state, look)) {
      const topic = own[sight.index]?.topic ?? ''
      if (!(at - (seen.get(topic) ?? 0) <= 7 * DAY_S)) entries.push({ at, topic, score: sight.score })
      seen.set(topic, at)
      const now = { at: new Date(at * 1000), score: sight.score }
      if (!isNews(hotTopic.speaking, now, told.get(topic))) continue
      told.set(topic, now)
      alarms.push({ at, topic, score: sight.score })
    }
  }
  return { alarms, entries }
}

function report(
  name: string,
  events: readonly BrandEvent[],
  days: number,
  spokenOf: (brand: string) => readonly Spoken[],
): void {
  const told = events.map((event) => {
    const [from, to] = [Date.parse(event.window[0]) / 1000, Date.parse(event.window[1]) / 1000 + DAY_S]
    const at = spokenOf(event.brand).find((each) => each.at >= from && each.at < to)?.at
    return { event, at }
  })
  const found = told.flatMap(({ event, at }) =>
    at === undefined ? [] : [{ lead: (event.peak_at - at) / 3600, delay: (at - event.first_seen) / 60 }],
  )
  const brands = [...new Set(events.map(({ brand }) => brand))]
  const outside = brands.reduce(
    (sum, brand) => sum + spokenOf(brand).filter(({ at }) => !isInside(events, brand, at)).length,
    0,
  )
  const inside = brands.reduce(
    (sum, brand) => sum + spokenOf(brand).filter(({ at }) => isInside(events, brand, at)).length,
    0,
  )
  const [early, lead, delay] = [
    found.filter((each) => each.lead > 0).length,
    median(found.map((each) => each.lead)),
    median(found.map((each) => each.delay)),
  ]
  console.log(
    `\n${name}: ${found.length} of ${events.length} events told, ${early} before their peak, median ${lead.toFixed(1)} h before it, ${delay.toFixed(0)} min after the first topic was seen`,
  )
  console.log(
    `  inside events ${(inside / events.length).toFixed(1)} an event; outside of them ${((7 * outside) / days / brands.length).toFixed(2)} a week and brand`,
  )
  for (const kind of ['crisis', 'mixed', 'positive'] as const) {
    const these = told.filter(({ event }) => event.kind === kind)
    console.log(`  ${kind}: ${these.filter(({ at }) => at !== undefined).length} of ${these.length}`)
  }
}

function isInside(events: readonly BrandEvent[], brand: string, at: number): boolean {
  return events.some(
    (event) =>
      event.brand === brand &&
      at >= Date.parse(event.window[0]) / 1000 &&
      at < Date.parse(event.window[1]) / 1000 + DAY_S,
  )
}

/** How many entries of a plain name are about something else (理想主义 is no car): no rank can tell, only a better expression. */
function printHeadlines(fold: Fold): void {
  const headlines = loadHeadlines()
  const matched = headlines.filter(
    ({ brand, text }) => compileTracks(fold, [{ id: brand, expression: brand }]).matcher.explain(text).size > 0,
  )
  const of = (label: string): number => matched.filter((each) => each.label === label).length
  console.log(
    `\n${matched.length} of ${headlines.length} labelled headlines match the plain name: ${of('risk')} a risk, ${of('other')} other news of the brand, ${of('not_about_brand')} not about it (${((100 * of('not_about_brand')) / matched.length).toFixed(0)} %)`,
  )
}

async function negatives(
  judges: Awaited<ReturnType<typeof startJudges>>,
  topics: readonly string[],
): Promise<Set<string>> {
  const judged = await judges.judge([...topics], 'bench', [])
  return new Set(topics.filter((_, n) => judged.sentiment[n] === 0))
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
