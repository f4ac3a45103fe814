import { MINUTE, SECOND } from '../base/clock.ts'
import { between, type Chance, chanceOf, compose, pick, weighted } from './demonstration-chance.ts'
import * as texts from './demonstration-crisis-texts.ts'
import { type Staged, timeOf } from './demonstration-days.ts'
import type { Voices } from './demonstration-ordinary-texts.ts'
import * as people from './demonstration-people.ts'
import type { PostInput } from './schema.ts'

/** It grows for so long, and then fades until it ends. */
export const GROWING_MS: number = 28 * MINUTE
export const CRISIS_MS: number = 52 * MINUTE

/** Posts said by minute m: 3 m + 22 (e^(m / 9.5) − 1) while it grows; then the rate falls to a third every nine minutes. */
const [STEADY, SCALE, GROWTH_MINUTES, FADING_MINUTES] = [3, 22, 9.5, 8]
/** Of what is said: passed on in the first cascade, answers under posts, reports of one's own, complaints filed. */
const SHARES = [46, 24, 21, 9]

type Scene = {
  readonly minute: number
  readonly id: string
  readonly by: people.Account
  readonly text: string
  readonly title?: string
  /** what it passes on or answers */
  readonly on?: string
  readonly kind?: 'comment' | 'repost' | 'news'
  readonly counts?: readonly [reposts: number, comments: number, likes: number]
  /** how much of the talk hangs on it from then on */
  readonly pull: number
}

const [EVENING, DAILY, FINANCE] = people.PAPERS.map((by, n) => ({ by, said: texts.NEWS[n] }))

/** Who carries it on, in the order in which they do. */
const SCENES: readonly Scene[] = [
  { minute: 0, id: 'mother', by: people.MOTHER, text: texts.MOTHER_TEXT, pull: 3, counts: [18, 26, 41] },
  { minute: 3.5, id: 'desk', by: people.DESK, text: texts.DESK_TEXT, on: 'mother', kind: 'comment', pull: 2 },
  { minute: 5.5, id: 'whisper', by: people.WHISPER, text: texts.WHISPER_TEXT, pull: 2.5, counts: [85, 64, 150] },
  {
    minute: 6.5,
    id: 'blogger',
    by: people.BLOGGER,
    text: texts.BLOGGER_TEXT,
    on: 'mother',
    kind: 'repost',
    pull: 8,
    counts: [940, 610, 3120],
  },
  { minute: 13, id: 'ward', by: people.WARD, text: texts.WARD_TEXT, pull: 2, counts: [120, 88, 460] },
  {
    minute: 19,
    id: 'parents',
    by: people.PARENTS,
    text: texts.PARENTS_TEXT,
    on: 'blogger',
    kind: 'repost',
    pull: 9,
    counts: [410, 230, 980],
  },
  ...news(22, 'paper-1', EVENING),
  ...news(27, 'paper-2', DAILY),
  {
    minute: 31,
    id: 'chemist',
    by: people.CHEMIST,
    title: texts.CHEMIST_TITLE,
    text: texts.CHEMIST_TEXT,
    pull: 2,
    counts: [60, 75, 390],
  },
  ...news(36, 'paper-3', FINANCE),
]

type Wave = {
  readonly id: string
  readonly from: number
  readonly to: number
  readonly count: number
  readonly platform: people.Platform
  readonly text?: string
  /** answers that doubt it, instead of copies */
  readonly under?: string
}

/**
 * What many say at once: a rumour pasted by accounts that few follow, those who doubt it, and the first complaint as it is copied on its
 * platform, then on a second and a third.
 */
const WAVES: readonly Wave[] = [
  { id: 'copy', from: 2.5, to: 9, count: 7, platform: 'weibo', text: texts.COPIED_TEXT },
  { id: 'pasted', from: 5.8, to: 8.4, count: 11, platform: 'weibo', text: texts.WHISPER_TEXT },
  { id: 'doubt', from: 7, to: 30, count: 22, platform: 'weibo', under: 'whisper' },
  { id: 'copy-second', from: 11, to: 16, count: 6, platform: 'xiaohongshu', text: texts.COPIED_TEXT },
  { id: 'copy-third', from: 19, to: 25, count: 5, platform: 'douyin', text: texts.COPIED_TEXT },
]
/** Accounts that paste a rumour have hardly anybody who follows them. */
const FEW_FOLLOWERS = 50

function news(
  minute: number,
  id: string,
  paper: { by: people.Account; said: readonly [string, string] | undefined } | undefined,
): Scene[] {
  if (!paper?.said) return []
  const [title, text] = paper.said
  return [{ minute, id, by: paper.by, title, text, kind: 'news', pull: 1.5, counts: [30, 45, 90] }]
}

type Said = { readonly at: number; readonly post: PostInput; readonly pull: number }

/**
 * The crisis, from its first post: some 900 posts in 52 minutes, in the order of time. What answers or passes on comes after what it
 * hangs on, on the same platform. The same beginning gives the same posts.
 */
export function crisisPosts(beganAt: number): Staged[] {
  const chance = chanceOf('crisis 0312')
  const crowd = people.makeCrowd()
  const said: Said[] = []
  const scenes = SCENES.map((scene) => ({ scene, offset: scene.minute * MINUTE }))
  const voices = momentsOf(chance).map((offset, n) => ({ n, offset }))
  const waves = WAVES.flatMap((wave) => stirred(wave, crowd))
  const order = [...scenes, ...waves, ...voices].sort((a, b) => a.offset - b.offset)
  for (const each of order) {
    const at = beganAt + each.offset
    if ('scene' in each) said.push(play(each.scene, at, said))
    else said.push(speak(chance, crowd, said, at, idOf(`v${each.n}`)))
  }
  return said.map(({ at, post }) => ({ at, post }))
}

/** Offsets in milliseconds, ascending, the first voice half a minute after the first post. */
function momentsOf(chance: Chance): number[] {
  const moments: number[] = []
  let due = 0
  for (let offset = 30 * SECOND; offset < CRISIS_MS; offset += SECOND) {
    due += rateAt(offset / MINUTE) / 60
    for (; due >= 1; due--) moments.push(offset + Math.floor(chance() * SECOND))
  }
  return moments.sort((a, b) => a - b)
}

/** Posts a minute. */
function rateAt(minute: number): number {
  const growing = Math.min(minute, GROWING_MS / MINUTE)
  const rate = STEADY + (SCALE / GROWTH_MINUTES) * Math.exp(growing / GROWTH_MINUTES)
  return rate * Math.exp(-(minute - growing) / FADING_MINUTES)
}

function play(scene: Scene, at: number, said: readonly Said[]): Said {
  const { by, title, on, counts, pull } = scene
  const thread: Thread = on === undefined ? {} : threadOf(said.find(({ post }) => post.externalId === idOf(on))?.post)
  const [reposts, comments, likes] = counts ?? [0, 0, 0]
  const words: Pick<PostInput, 'text' | 'title'> =
    title === undefined ? { text: scene.text } : { title, text: scene.text }
  const common = {
    externalId: idOf(scene.id),
    platform: by.platform,
    postedAt: timeOf(at),
    kind: scene.kind ?? ('post' as const),
    author: by.author,
  }
  return { at, pull, post: { ...common, ...words, ...thread, reposts, comments, likes } }
}

/** One post of each of so many accounts, evenly but for some seconds. */
function stirred({ id, from, to, count, platform, text, under }: Wave, crowd: readonly people.Account[]) {
  const chance = chanceOf(`crisis 0312 ${id}`)
  const left = crowd.filter(
    (each) => each.platform === platform && each.tongue === 'hans' && (each.author.followers ?? 0) < FEW_FOLLOWERS,
  )
  return Array.from({ length: Math.min(count, left.length) }, (_, n) => {
    const [by = left[0] ?? people.MOTHER] = left.splice(Math.floor(chance() * left.length), 1)
    const minute = from + ((n + chance()) * (to - from)) / count
    const words = text ?? wording(chance, texts.DOUBT, by.tongue)
    const on = under === undefined ? {} : { on: under, kind: 'comment' as const }
    const scene: Scene = { minute, id: `${id}-${n}`, by, text: words, pull: 0.1, ...on }
    return { scene, offset: Math.floor(minute * MINUTE) }
  })
}

function speak(
  chance: Chance,
  crowd: readonly people.Account[],
  said: readonly Said[],
  at: number,
  externalId: string,
): Said {
  const way = weighted(chance, SHARES)
  const on = way < 2 ? target(chance, said, way === 0) : undefined
  const wanted = on?.post.platform ?? (way === 3 ? 'complaint' : undefined)
  const speakers = crowd.filter(({ platform }) =>
    wanted === undefined ? platform !== 'complaint' : platform === wanted,
  )
  const { platform, tongue, author } = pick(chance, speakers.length > 0 ? speakers : crowd)
  const thread = threadOf(on?.post)
  const kind = on ? (way === 0 ? 'repost' : 'comment') : 'post'
  const text = wording(
    chance,
    [texts.PASS_ON, texts.REMARK, texts.REPORT, texts.COMPLAINT][way] ?? texts.REPORT,
    tongue,
  )
  const likes = between(chance, 0, way === 2 ? 60 : 8)
  const post = {
    externalId,
    platform: on?.post.platform ?? platform,
    postedAt: timeOf(at),
    kind,
    text,
    author,
    likes,
  } as const
  // What was passed on is passed on again, now and then.
  return { at, pull: way === 1 ? 0.02 : 0.12, post: { ...post, ...thread } }
}

/** What is answered or passed on: the loud ones mostly. Only what hangs on weibo is passed on. */
function target(chance: Chance, said: readonly Said[], isPassedOn: boolean): Said | undefined {
  const open = said.filter(({ post }) => !isPassedOn || (post.platform === 'weibo' && post.kind !== 'comment'))
  return open[
    weighted(
      chance,
      open.map(({ pull }) => pull),
    )
  ]
}

type Thread = { readonly parentExternalId?: string; readonly rootExternalId?: string }

function threadOf(on: PostInput | undefined): Thread {
  if (!on) return {}
  return { parentExternalId: on.externalId, rootExternalId: on.rootExternalId ?? on.externalId }
}

function wording(chance: Chance, voices: Voices, tongue: people.Tongue): string {
  return compose(chance, voices[tongue])
}

function idOf(name: string): string {
  return `crisis-${name}`
}
