import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import type { Lexicon, LexiconPosts as Posts } from '../../server/monitoring/lexicon-schema.ts'
import { get } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { LEXICON_WORDS } from './lexicon-words.ts'
import { PostLine } from './PostLine.tsx'

const AT_ONCE = 5

/** The newest posts of tracks that hold a word of the list. */
export function LexiconPosts({ lexicon }: { readonly lexicon: Lexicon }) {
  const words = useWords(LEXICON_WORDS)
  const found = useInfiniteQuery({
    queryKey: ['lexicon', lexicon.id, 'posts'],
    queryFn: ({ pageParam, signal }) =>
      get<Posts>(`/api/lexicons/${lexicon.id}/posts`, { before: pageParam, limit: AT_ONCE }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  const posts = found.data?.pages.flatMap((page) => page.posts) ?? []
  return (
    <Section title={words.newest}>
      {found.error ? <RefusalText error={found.error} /> : null}
      {found.data && posts.length === 0 ? <p className="soft">{words.newestNone}</p> : null}
      {posts.map((each) => (
        <PostLine key={each.id} post={each} />
      ))}
      {found.hasNextPage ? (
        <Button onClick={() => void found.fetchNextPage()} loading={found.isFetchingNextPage}>
          {words.showMore}
        </Button>
      ) : null}
    </Section>
  )
}
