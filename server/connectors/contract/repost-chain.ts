import type { PostDraft, RepostIndex, RowResult } from '../contract.ts'

/** `own//@A:text of A//@B:text of B` → A passed on B, and this one A. */
export type RepostChain = {
  readonly own: string
  readonly passedOn: readonly { readonly name: string; readonly text: string }[]
}

const LINK = /\/\/\s*@([^\s:：@/]{1,64})\s*[:：]/g
const COMPARED = 20

export function chainOf(text: string): RepostChain {
  const links = [...text.matchAll(LINK)]
  const passedOn = links.map((link, index) => ({
    name: link[1] ?? '',
    text: text.slice(link.index + link[0].length, links[index + 1]?.index ?? text.length).trim(),
  }))
  return { own: text.slice(0, links[0]?.index ?? text.length).trim(), passedOn }
}

type Known = { readonly id: string; readonly at: string; readonly own: string }

/**
 * Weibo's `retweet_id` always names the root. The parent is the post of the same thread by the author that the chain names first:
 * the one whose words the chain quotes, else the newest before this one. Without a chain it is the root. Where that author's post
 * was not collected, the parent is unknown, and an ancestor further up is not put in its place.
 */
export function createRepostIndex(): RepostIndex {
  const known = new Map<string, Known[]>()
  const keyOf = (root: string, name: string): string => `${root}\n${name}`
  return {
    add: (post) => {
      const name = post.author?.name
      if (name === undefined) return
      const key = keyOf(post.rootExternalId ?? post.externalId, name)
      const one = { id: post.externalId, at: post.postedAt, own: chainOf(post.text).own.slice(0, COMPARED) }
      const others = known.get(key)
      if (others) others.push(one)
      else known.set(key, [one])
    },
    parentOf: (post) => {
      if (post.rootExternalId === undefined) return undefined
      const [first] = chainOf(post.text).passedOn
      if (!first) return post.rootExternalId
      const earlier = (known.get(keyOf(post.rootExternalId, first.name)) ?? []).filter(
        ({ id, at }) => id !== post.externalId && at <= post.postedAt,
      )
      const quoted = earlier.filter(({ own }) => own !== '' && first.text.startsWith(own))
      return (quoted.length > 0 ? quoted : earlier).reduce<Known | undefined>(newer, undefined)?.id
    },
  }
}

function newer(best: Known | undefined, each: Known): Known {
  return best === undefined || each.at >= best.at ? each : best
}

/** The same row with its parent where it follows from the chain, marked as inferred. */
export function linkRepost(result: RowResult, reposts: RepostIndex): RowResult {
  if (!('post' in result) || result.post.rootExternalId === undefined || result.post.parentExternalId !== undefined) {
    return result
  }
  const parent = reposts.parentOf(result.post)
  if (parent === undefined) return result
  const post: PostDraft = { ...result.post, parentExternalId: parent }
  return { ...result, post, inferred: [...(result.inferred ?? []), 'parentExternalId'] }
}
