import type { PostFilter } from '../../server/monitoring/schema.ts'
import { queryText } from '../api.ts'

/** The page of the posts behind a number. */
export function postsLink(filter: PostFilter | Readonly<Record<string, string>>): string {
  return `/stream${queryText(filter)}`
}
