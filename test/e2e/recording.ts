import { writeFileSync } from 'node:fs'

/** One burst for each name: a first post, and 180 that pass it on or answer it within forty minutes, faster and faster. */
const POSTS = 180
const SECONDS = 2400
const COMPLAINTS = [
  '喝完肚子疼，要退款',
  '全家都腹瀉了，太可怕',
  '客服一直不回覆，氣死',
  'stomach pain after drinking it, refund!',
  '',
]

/**
 * Writes a recording in the form that `weiji replay` plays: one cascade a line, all beginning at the same moment.
 * @param names each occurs in the first post of its own cascade only, so that a track for it finds that cascade
 */
export function writeRecording(file: string, names: readonly string[]): void {
  const events = names.map((name, number) => ({
    event_id: `e${number}`,
    time: 1_700_000_000,
    text: `${name}的豆漿喝完腹瀉，客服說不知道 <b>怎麼辦</b>`,
    author: {
      id: `first${number}`,
      verified: number % 2 === 0,
      followers: 12_000 * (number + 1),
      location: '上海 黄浦区',
    },
    counts: { reposts: 120, comments: 59, likes: 300 },
    posts: Array.from({ length: POSTS }, (_, i) => answer(number, i)),
  }))
  writeFileSync(file, `${events.map((event) => JSON.stringify(event)).join('\n')}\n`)
}

/** Every fifth hangs on an earlier answer: so that there are key nodes other than the first post. */
function answer(number: number, i: number): [number, number, string, string] {
  const delay = Math.round(SECONDS * Math.sqrt(i / POSTS))
  const parent = i > 10 && i % 5 === 0 ? 4 : -1
  return [delay, parent, `u${number}-${i}`, COMPLAINTS[i % COMPLAINTS.length] ?? '']
}
