import { kindName, platformName } from './codes.ts'
import type { ExamplePost } from './import-schema.ts'
import type { CheckedPost } from './post-input.ts'

const MOST_SHOWN = 300

/** A checked post as pages show it before it is stored. */
export function exampleOf(post: CheckedPost, place: { readonly file: string; readonly row: number }): ExamplePost {
  const { postedAt, title, text, authorName, authorId, followers, region, url, reposts, comments, likes } = post
  return {
    ...place,
    platform: platformName(post.platform),
    kind: kindName(post.kind),
    postedAt: postedAt.toISOString(),
    title,
    text: [...text.slice(0, 2 * MOST_SHOWN)].slice(0, MOST_SHOWN).join(''),
    author: authorName || authorId,
    followers,
    region,
    url,
    reposts,
    comments,
    likes,
  }
}
