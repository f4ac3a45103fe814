import type { PostCard } from '../monitoring/schema.ts'

/** A post that began something: passed on or answered at least so often, and not by far less than the largest one. */
const LEAST_DESCENDANTS = 5
const LEAST_PART = 0.1

export type Node = { readonly post: Pick<PostCard, 'postedAt' | 'rootId'>; readonly descendants: number }

/**
 * When a story began (handbook 3.1.1, 最初發起者): with the earliest original post that was passed on in earnest. A brand is spoken of every
 * day, so the first post of the day before is somebody's breakfast. Undefined where nothing was passed on: then only the first post tells.
 */
export function beginOfStory(nodes: readonly Node[]): Date | undefined {
  const origins = nodes.filter(({ post }) => post.rootId === null)
  const largest = Math.max(0, ...nodes.map(({ descendants }) => descendants))
  const least = Math.max(LEAST_DESCENDANTS, largest * LEAST_PART)
  const times = origins.filter(({ descendants }) => descendants >= least).map(({ post }) => Date.parse(post.postedAt))
  return times.length === 0 ? undefined : new Date(Math.min(...times))
}
