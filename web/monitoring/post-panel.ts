import { useSearchParams } from 'react-router'

/** Opens a post at the side of any page: its id stands in the address, so that the link shows a colleague the same. */
export function usePostPanel(): (postId: string | undefined) => void {
  const [, setSearch] = useSearchParams()
  return (postId) =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before)
        if (postId) after.set('post', postId)
        else after.delete('post')
        return after
      },
      { replace: postId === undefined, preventScrollReset: true },
    )
}
