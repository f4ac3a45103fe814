import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import type { NewCorrection, NewDeletion, PostHistory } from '../../server/monitoring/post-history-schema.ts'
import type { PostPage } from '../../server/monitoring/schema.ts'
import { useMay } from '../access/me.ts'
import { get, post } from '../api.ts'
import { useLive } from '../LiveProvider.tsx'
import { useVerdictKeys } from './verdict-keys.ts'

export function usePostPage(postId: string) {
  return useQuery({
    queryKey: ['post', postId],
    queryFn: ({ signal }) => get<PostPage>(`/api/posts/${postId}`, {}, signal),
    enabled: postId !== '',
  })
}

export function usePostHistory(postId: string) {
  return useQuery({
    queryKey: ['post-history', postId],
    queryFn: ({ signal }) => get<PostHistory>(`/api/posts/${postId}/history`, {}, signal),
    enabled: postId !== '',
  })
}

/** What somebody else changes of a post that is open is seen at once. */
export function usePostChanges(postId: string): void {
  const queries = useQueryClient()
  useLive<{ postIds: readonly string[] }>('monitoring.changes', ({ postIds }) => {
    if (!postIds.includes(postId)) return
    void queries.invalidateQueries({ queryKey: ['post', postId] })
    void queries.invalidateQueries({ queryKey: ['post-history', postId] })
  })
}

/** Gives a post another verdict, at once in what is shown; taken back where the server refuses. */
export function useCorrection(postId: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (given: NewCorrection) => post<PostHistory>(`/api/posts/${postId}/corrections`, given),
    onMutate: ({ sentiment, emotion }) => {
      const before = queries.getQueryData<PostPage>(['post', postId])
      if (before) {
        const now = { ...before.post, sentiment, emotion: emotion ?? before.post.emotion }
        queries.setQueryData<PostPage>(['post', postId], { ...before, post: now })
      }
      return before
    },
    onError: (_error, _given, before) => queries.setQueryData(['post', postId], before),
    onSuccess: (history) => {
      queries.setQueryData(['post-history', postId], history)
      keepVerdict(queries, postId, history)
    },
    onSettled: () => void renew(queries, postId),
  })
}

/** What was corrected here, as lists show it that were asked for before. */
type KeptVerdict = Pick<PostPage['post'], 'sentiment' | 'emotion'>

export function useKeptVerdict(postId: string): KeptVerdict | undefined {
  return useQuery<KeptVerdict>({ queryKey: ['verdict', postId], enabled: false, gcTime: Number.POSITIVE_INFINITY }).data
}

function keepVerdict(queries: QueryClient, postId: string, { corrections, model }: PostHistory): void {
  const now = corrections.findLast(({ isOfEarlierText }) => !isOfEarlierText)?.now ?? model
  queries.setQueryData<KeptVerdict>(['verdict', postId], now)
}

/** Somebody else changed one of those: what is kept is what the server says. */
export function useKeptVerdicts(): void {
  const queries = useQueryClient()
  useLive<{ postIds: readonly string[] }>('monitoring.changes', ({ postIds }) => {
    for (const id of postIds.filter((each) => queries.getQueryData(['verdict', each]))) {
      void get<PostPage>(`/api/posts/${id}`).then(({ post: { sentiment, emotion } }) =>
        queries.setQueryData<KeptVerdict>(['verdict', id], { sentiment, emotion }),
      )
    }
  })
}

/** One key corrects the chosen post of a list, while no post is open at the side (which has the keys then). */
export function useVerdictOfChosen(chosen: string | undefined, isOn: boolean): void {
  const may = useMay()
  const isPanelOpen = useSearchParams()[0].has('post')
  const correct = useCorrection(chosen ?? '')
  useVerdictKeys(isOn && chosen !== undefined && !isPanelOpen && may('posts.correct'), {
    give: (sentiment) => correct.mutate({ sentiment }),
    takeBack: () => undefined,
  })
}

export function useUndoing(postId: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (correctionId: string) =>
      post<PostHistory>(`/api/posts/${postId}/corrections/${correctionId}/undoing`, {}),
    onSuccess: (history) => {
      queries.setQueryData(['post-history', postId], history)
      keepVerdict(queries, postId, history)
    },
    onSettled: () => void renew(queries, postId),
  })
}

export function useDeletion(postId: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (given: NewDeletion) => post<PostHistory>(`/api/posts/${postId}/deletion`, given),
    onSuccess: (history) => queries.setQueryData(['post-history', postId], history),
    onSettled: () => void renew(queries, postId),
  })
}

async function renew(queries: ReturnType<typeof useQueryClient>, postId: string): Promise<void> {
  await Promise.all(
    [['post', postId], ['post-history', postId], ['tracks'], ['watch'], ['search'], ['series']].map((queryKey) =>
      queries.invalidateQueries({ queryKey }),
    ),
  )
}
