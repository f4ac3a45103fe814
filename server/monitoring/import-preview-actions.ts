import type { Mapping } from '../connectors/contract/columns.ts'
import { type RowsOptions, readMappedRows } from '../connectors/contract/mapped-rows.ts'
import type { Row } from '../connectors/contract.ts'
import { exampleOf } from './import-example.ts'
import type { ExamplePost, Preview, RefusedExample } from './import-schema.ts'
import { checkPosts } from './post-input.ts'

/** What a mapping makes of the first rows of a table; rows count from 1 here. */
export function previewRows(mapping: Mapping, rows: readonly Row[], options: RowsOptions): Preview {
  const posts: ExamplePost[] = []
  const refused: RefusedExample[] = []
  for (const [index, result] of readMappedRows(mapping, rows, options).entries()) {
    const place = { file: '', row: index + 1 }
    if ('refused' in result) refused.push({ ...result.refused, ...place })
    if (!('post' in result)) continue
    const checked = checkPosts([result.post], options.now)
    for (const post of checked.posts) posts.push(exampleOf(post, place))
    for (const { index: _, ...why } of checked.refused) refused.push({ ...why, ...place })
  }
  return { posts, refused }
}
