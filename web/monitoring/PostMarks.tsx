import type { PostCard } from '../../server/monitoring/schema.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Tag } from '../ui/Pieces.tsx'
import { POST_WORDS } from './post-words.ts'

/** What became of it since, in words. */
export function PostMarks({ post }: { readonly post: PostCard }) {
  const words = useWords(POST_WORDS)
  const kinds = { edited: 'level3', deleted: 'level1', corrected: 'wanted' } as const
  return (
    <>
      {(post.marks ?? []).map((mark) => (
        <Tag key={String(mark)} kind={kinds[mark as keyof typeof kinds]}>
          {words[mark as keyof typeof kinds]}
        </Tag>
      ))}
    </>
  )
}
