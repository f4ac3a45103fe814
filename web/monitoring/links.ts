import type { PostCard, PostFilter } from '../../server/monitoring/schema.ts'
import { queryText } from '../api.ts'

/** The page of the posts behind a number. */
export function postsLink(filter: PostFilter | Readonly<Record<string, string>>): string {
  return `/stream${queryText(filter)}`
}

export function postLink(postId: string): string {
  return `/posts/${postId}`
}

/** What is stored of who wrote it. */
export function authorLink({ platform, author }: Pick<PostCard, 'platform' | 'author'>): string {
  return `/authors/${platform}/${encodeURIComponent(author.id)}`
}
