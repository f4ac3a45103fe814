import { Button } from 'antd'
import { useParams } from 'react-router'
import type { PostPage as Page } from '../../server/monitoring/schema.ts'
import { Asked } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { PageHead, Section, ZoneNote } from '../ui/Pieces.tsx'
import { LexiconHits } from './LexiconTags.tsx'
import { PostOriginal, PostText, PostTimes, PostWhy } from './PostBody.tsx'
import { PostCopies } from './PostCopies.tsx'
import { PostDeletion } from './PostDeletion.tsx'
import { PostHistory } from './PostHistory.tsx'
import { PostFigures, PostMeta } from './PostLine.tsx'
import { PostMarks } from './PostMarks.tsx'
import { PostVerdict } from './PostVerdict.tsx'
import { POST_WORDS } from './post-words.ts'
import { RumourOfPost } from './RumourOfPost.tsx'
import { ThreadSection } from './ThreadSection.tsx'
import { usePostChanges, usePostHistory, usePostPage } from './use-post.ts'
import { MONITORING_WORDS } from './words.ts'

/** Everything there is to say of one post. */
export function PostPage() {
  const { postId = '' } = useParams()
  usePostChanges(postId)
  return <Asked query={usePostPage(postId)}>{(page) => <Shown key={postId} page={page} />}</Asked>
}

function Shown({ page }: { readonly page: Page }) {
  const words = useWords(POST_WORDS)
  const monitoring = useWords(MONITORING_WORDS)
  const { post } = page
  const history = usePostHistory(post.id).data
  const seenAt = history?.growth.at(-1)?.at ?? history?.versions.at(-1)?.seenAt
  const isPanelOpen = new URLSearchParams(location.search).has('post')
  return (
    <>
      <PageHead title={words.pageTitle({ name: post.author.name || words.nobody })}>
        <PostMarks post={post} />
        <ZoneNote />
      </PageHead>
      <div className="columns post-page">
        <div className="column">
          <Section title={words.asSeen}>
            <div className="stack">
              <PostMeta post={post} />
              <PostText page={page} />
              <PostFigures post={post} />
              {post.stars ? <p>{words.stars({ n: post.stars })}</p> : null}
              <PostTimes post={post} seenAt={seenAt} />
              <div className="post-verbs">
                <PostOriginal post={post} />
                <PostDeletion post={post} />
                <Button disabled title={words.evidenceLater}>
                  {words.evidence}
                </Button>
              </div>
              <p className="soft small">{words.evidenceLater}</p>
            </div>
          </Section>
          <Section title={monitoring.why}>
            <PostWhy page={page} />
          </Section>
          <LexiconHits page={page} />
          <RumourOfPost postId={post.id} />
          <Section title={words.history}>
            <PostHistory postId={post.id} />
          </Section>
        </div>
        <div className="column">
          <Section title={monitoring.verdict}>
            <PostVerdict page={page} hasKeys={!isPanelOpen} />
          </Section>
          <Section title={words.thread}>
            <ThreadSection postId={post.id} />
          </Section>
          <Section title={monitoring.copies}>
            <PostCopies page={page} />
          </Section>
        </div>
      </div>
    </>
  )
}
