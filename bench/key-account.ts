/**
 * `bench key-account`: does it help to be told of a post because of who wrote it? Recorded Weibo stories with the followers of their authors (CED): all
 * of them were passed on a lot, so nothing is known of everyday posts: how often a track would be told in vain is played on a CONSTRUCTED stream
 * (key-account-stream.ts). Judged are parts 8 and 9; who writes in the stream is of parts 0 to 7.
 */
import { type Author, playStream } from './key-account-stream.ts'
import { loadRecorded, NO_STORIES, storiesPresent } from './recorded-stories.ts'
import { loadStories, type Story } from './velocity-stories.ts'

const SEEDS = [1, 2, 3]
const FIXED = [100_000, 1_000_000, 10_000_000]
/** As in `bench velocity`. */
const LARGE = 500
const [HOUR, RULE] = [60, 50]

type Rule = { readonly name: string; readonly at: (story: Story) => number | undefined }

export async function run(): Promise<void> {
  if (!storiesPresent()) return console.log(NO_STORIES)
  const stories = loadStories().sort((one, other) => one.at - other.at)
  const past = new Map<Story, number>()
  const largest = new Map<string, number>()
  for (const story of stories) {
    past.set(story, largest.get(story.author) ?? 0)
    largest.set(story.author, Math.max(largest.get(story.author) ?? 0, story.minutes.length))
  }
  const judged = stories.filter(({ part }) => part >= 8)
  const large = judged.filter(({ minutes }) => minutes.length > LARGE)
  const others = judged.filter(({ minutes }) => minutes.length <= LARGE)
  console.log(`${large.length} of ${judged.length} stories end above ${LARGE} answers`)
  const rules: Rule[] = [
    ...[10_000, 100_000, 1_000_000, 10_000_000].map((least) => ({
      name: `${least} followers`,
      at: ({ followers }: Story) => (followers >= least ? 0 : undefined),
    })),
    { name: `an earlier one above ${LARGE}`, at: (story) => ((past.get(story) ?? 0) > LARGE ? 0 : undefined) },
    { name: `${RULE} answers in an hour`, at: ({ minutes }) => crowdedAt(minutes) },
  ]
  for (const { name, at } of rules) {
    const told = large.flatMap((story) => at(story) ?? [])
    const vain = others.filter((story) => at(story) !== undefined).length
    const delay = told.sort((a, b) => a - b)[Math.floor(told.length / 2)]
    console.log(
      `  ${name.padEnd(24)} told ${told.length} of ${large.length} large ones, after ${delay?.toFixed(0) ?? '–'} min; ${vain} of ${others.length} others`,
    )
  }
  const [one, two] = [large, others].map((each) => each.map(({ followers }) => followers))
  console.log(
    `a large story has more followers than another one in ${share(one ?? [], two ?? [])} of pairs (50 % is chance)`,
  )
  printStreams(large)
}

/** Everyday posts, none of which is worth a call: whatever is told in the stream is told in vain. */
function printStreams(large: readonly Story[]): void {
  const authors = new Map(loadRecorded().map(({ event_id, author }) => [event_id, author]))
  const authorOf = ({ id, author, followers }: Story): Author => ({
    id: author,
    followers,
    isVerified: authors.get(id)?.verified ?? false,
  })
  const known = loadStories().filter(({ part }) => part < 8)
  console.log(
    `\nconstructed streams, told in vain a day; large stories of ${large.length} whose first post is told at once`,
  )
  for (const share of [0.01, 0.1, 1]) {
    for (const postsADay of [20, 200, 2000]) {
      const made = SEEDS.map((seed) =>
        playStream({ postsADay, share }, known.map(authorOf), large.map(authorOf), FIXED, seed),
      )
      const mean = (of: (outcome: (typeof made)[number]) => number): number =>
        made.reduce((sum, each) => sum + of(each), 0) / made.length
      const plain = FIXED.map((least, n) => `${least}: ${mean(({ fixedADay }) => fixedADay[n] ?? 0).toFixed(3)}`)
      console.log(
        `  ${postsADay} posts a day, ${100 * share} % by such authors`.padEnd(44) +
          `as shipped ${mean(({ toldADay }) => toldADay).toFixed(3)}, caught ${mean(({ caught }) => caught).toFixed(0)}; followers of at least ${plain.join(', ')}`,
      )
    }
  }
  const caught = FIXED.map((least) => `${least}: ${large.filter(({ followers }) => followers >= least).length}`)
  console.log(`  plain rules catch ${caught.join(', ')}`)
}

/** When so many came within an hour. */
function crowdedAt(minutes: readonly number[]): number | undefined {
  return minutes.find((minute, at) => at >= RULE - 1 && minute - (minutes[at - RULE + 1] ?? 0) < HOUR)
}

function share(large: readonly number[], others: readonly number[]): string {
  let above = 0
  for (const one of large) for (const other of others) above += one > other ? 1 : one === other ? 0.5 : 0
  return `${((100 * above) / Math.max(1, large.length * others.length)).toFixed(0)} %`
}
