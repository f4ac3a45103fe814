import type { PostDraft, Rank, RowResult } from '../connectors/contract.ts'

/** One place of one topic on one list at one look, with what is needed to show it. */
export type RankedEntry = Rank & {
  readonly topic: string
  readonly url: string
  /** of the post that the entry is stored as, within its source */
  readonly externalId: string
}

const MOST_TOPIC = 300

/** The ranks among the rows of a file or of a collector's answer, for `storeRanks`. */
export function rankedEntries(
  rows: readonly (RowResult | { readonly post: PostDraft; readonly ranks?: readonly Rank[] })[],
): RankedEntry[] {
  return rows.flatMap((row) => {
    if (!('post' in row) || row.ranks === undefined) return []
    const { title, text, url = '', externalId } = row.post
    // What follows the first line is what the list says about the topic, and differs from look to look.
    const topic = topicOf(title ?? text.split('\n', 1)[0] ?? '')
    return topic === '' ? [] : row.ranks.map((rank) => ({ ...rank, topic, url, externalId }))
  })
}

/** As shown: Weibo's lists write some topics between two #. */
export function topicOf(text: string): string {
  const trimmed = text.replace(/\s+/g, ' ').trim()
  const [, inner = trimmed] = /^#([^#]+)#$/.exec(trimmed) ?? []
  return inner.slice(0, MOST_TOPIC).toWellFormed()
}

/** By what a topic is the same one, whoever lists it: width and case of letters and spaces do not matter. */
export function topicKey(topic: string): string {
  return topic.normalize('NFKC').toLowerCase().replace(/\s/g, '')
}
