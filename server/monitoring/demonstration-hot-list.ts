import { DAY, HOUR, MINUTE } from '../base/clock.ts'
import { between, type Chance, chanceOf, pick } from './demonstration-chance.ts'
import { dayOf, timeOf } from './demonstration-days.ts'
import { BOARD_ACCOUNT } from './demonstration-people.ts'
import type { RankedEntry } from './hot-list-entry.ts'
import type { PostInput } from './schema.ts'

/** The list that the demonstration looks at: invented, as everything of it. */
export const BOARD = '示範熱搜榜'
/** It is looked at for a day before the crisis. */
export const BOARD_MS: number = DAY

const PLACES = 20
/** Between two looks, and while the crisis goes on. */
const [USUAL_MS, CLOSE_MS, CLOSE_FOR_MS] = [10 * MINUTE, 2 * MINUTE, HOUR]
const TOPICS_A_DAY = 90
const [LEAST_HOURS, MOST_HOURS] = [6, 16]
const PLACE_NAMES = [
  '桂花街',
  '白塔山',
  '柳河大桥',
  '海棠影院',
  '云峰步道',
  '七里渡口',
  '南浦新馆',
  '听雨书店',
  '麦田剧场',
]
const HAPPENINGS = [
  '开放夜间参观',
  '排队两小时',
  '改造完成',
  '招募志愿者',
  '今晚停水检修',
  '门票开始预约',
  '初雪',
  '老照片征集',
  '早高峰改道',
  '周末集市',
  '新展开幕',
]

/** Topics of ours: minutes of the crisis and where they stand then; in between they move evenly. */
const OWN: readonly {
  readonly id: string
  readonly topic: string
  readonly places: readonly (readonly [number, number])[]
}[] = [
  {
    id: 'batch',
    topic: '青禾酸奶0312批次腹泻',
    places: [
      [11, 19],
      [16, 11],
      [24, 5],
      [34, 1],
      [70, 2],
      [110, 12],
      [150, 20],
    ],
  },
  {
    id: 'water',
    topic: '青禾客服 多喝热水',
    places: [
      [22, 18],
      [30, 9],
      [44, 4],
      [75, 8],
      [120, 20],
    ],
  },
]

export type Board = { readonly posts: readonly PostInput[]; readonly ranks: readonly RankedEntry[] }
type Topic = { readonly id: string; readonly topic: string }

/**
 * What looks after `from`, up to and including `to`, found: places, and the posts of topics that were seen for the first time.
 * @param isAnew nothing before `from` was looked at: whatever stands there at the first look is new
 */
export function boardBetween(crisisAt: number, from: number, to: number, isAnew = false): Board {
  const begin = Math.max(from, crisisAt - BOARD_MS)
  if (looksBetween(crisisAt, begin, to).length === 0) return { posts: [], ranks: [] }
  // No topic stays for a day.
  const scanned = isAnew ? begin : Math.max(crisisAt - BOARD_MS, begin - DAY)
  const topics = topicsBetween(scanned, to)
  const seen = new Set<string>()
  const posts: PostInput[] = []
  const ranks: RankedEntry[] = []
  for (const at of looksBetween(crisisAt, scanned, to)) {
    for (const [place, topic] of standing(topics, crisisAt, at).entries()) {
      const isNew = !seen.has(topic.id)
      seen.add(topic.id)
      if (at <= begin) continue
      const post = postOf(topic, at)
      if (isNew) posts.push(post)
      ranks.push({
        list: BOARD,
        rank: place + 1,
        at: timeOf(at),
        topic: topic.topic,
        url: '',
        externalId: post.externalId,
      })
    }
  }
  return { posts, ranks }
}

/** When it is looked at, in (from, to]. */
function looksBetween(crisisAt: number, from: number, to: number): number[] {
  const looks: number[] = []
  for (let at = Math.floor(from / CLOSE_MS) * CLOSE_MS; at <= to; at += CLOSE_MS) {
    const isClose = at >= crisisAt && at < crisisAt + CLOSE_FOR_MS
    if (at > from && (isClose || at % USUAL_MS === 0)) looks.push(at)
  }
  return looks
}

type Ordinary = Topic & { readonly begin: number; readonly length: number; readonly heat: number }

function topicsBetween(from: number, to: number): Ordinary[] {
  const topics: Ordinary[] = []
  for (let day = dayOf(from) - 1; day <= dayOf(to); day++) topics.push(...topicsOf(day))
  return topics
}

function topicsOf(day: number): Ordinary[] {
  const chance = chanceOf(`board ${day}`)
  return Array.from({ length: TOPICS_A_DAY }, (_, n) => ({
    id: `board-${day}-${n}`,
    topic: `${pick(chance, PLACE_NAMES)}${pick(chance, HAPPENINGS)}`,
    begin: day * DAY - 8 * HOUR + Math.floor(chance() * DAY),
    length: hours(chance),
    heat: 1 + 9 * chance() ** 2,
  }))
}

function hours(chance: Chance): number {
  return between(chance, LEAST_HOURS * 60, MOST_HOURS * 60) * MINUTE
}

/** The hottest first, each topic once; ours stand where the story wants them. */
function standing(topics: readonly Ordinary[], crisisAt: number, at: number): Topic[] {
  const heatOf = ({ begin, length, heat }: Ordinary): number => heat * Math.sin((Math.PI * (at - begin)) / length)
  const names = new Set<string>()
  const places: Topic[] = topics
    .filter(({ begin, length }) => at >= begin && at < begin + length)
    .sort((a, b) => heatOf(b) - heatOf(a))
    .filter(({ topic }) => !names.has(topic) && names.add(topic))
  const minute = (at - crisisAt) / MINUTE
  const own = OWN.flatMap((each) => {
    const place = placeAt(each.places, minute)
    return place === undefined ? [] : [{ place, topic: { id: `board-${each.id}`, topic: each.topic } }]
  })
  for (const { place, topic } of own.sort((a, b) => a.place - b.place)) places.splice(place - 1, 0, topic)
  return places.slice(0, PLACES)
}

function placeAt(places: readonly (readonly [number, number])[], minute: number): number | undefined {
  const next = places.findIndex(([reached]) => reached > minute)
  const [before, after] = [places[next - 1], places[next]]
  if (!before || !after) return undefined
  return Math.round(before[1] + ((after[1] - before[1]) * (minute - before[0])) / (after[0] - before[0]))
}

function postOf({ id, topic }: Topic, at: number): PostInput {
  const { platform, author } = BOARD_ACCOUNT
  return { externalId: id, platform, postedAt: timeOf(at), kind: 'news', text: topic, author }
}
