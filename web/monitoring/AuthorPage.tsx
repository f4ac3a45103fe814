import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import type { AuthorPage as Page } from '../../server/monitoring/post-history-schema.ts'
import { get, serverNow } from '../api.ts'
import { Asked } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { PageHead, Section, Tag, ZoneNote } from '../ui/Pieces.tsx'
import { postsLink } from './links.ts'
import { PostCurve } from './PostCurve.tsx'
import { PostLine } from './PostLine.tsx'
import { POST_WORDS } from './post-words.ts'
import { KIND_WORDS, named, PLATFORM_WORDS } from './terms.ts'

/** What stored posts tell of one author; nothing is asked of the platform. */
export function AuthorPage() {
  const { platform = '', authorId = '' } = useParams()
  const author = useQuery({
    queryKey: ['author', platform, authorId],
    queryFn: ({ signal }) => get<Page>('/api/author', { platform, authorId }, signal),
  })
  return <Asked query={author}>{(page) => <Shown page={page} />}</Asked>
}

function Shown({ page }: { readonly page: Page }) {
  const words = useWords(POST_WORDS)
  const platforms = useWords(PLATFORM_WORDS)
  const format = useFormat()
  const name = page.names[0]?.name ?? (page.authorId || words.nobody)
  const filter = { authorId: page.authorId, platform: page.platform }
  return (
    <>
      <PageHead title={name} note={words.authorNote({ platform: named(platforms, page.platform) })}>
        {page.isVerified ? <Tag kind="good">{words.verified}</Tag> : null}
        <ZoneNote />
      </PageHead>
      <div className="columns post-page">
        <div className="column">
          <Section>
            <Facts page={page} />
          </Section>
          <Section title={words.names}>
            <ul className="plain-list">
              {page.names.map((each) => (
                <li key={each.name}>
                  <strong>{each.name}</strong>{' '}
                  <span className="soft small figures">
                    {words.nameSpan({
                      from: format.moment(each.from, serverNow()),
                      to: format.moment(each.to, serverNow()),
                      n: format.count(each.posts),
                    })}
                  </span>
                </li>
              ))}
            </ul>
          </Section>
          <Section title={words.followersTitle}>
            <Followers page={page} />
          </Section>
          <Section title={words.onTracks}>
            <Tracks page={page} />
          </Section>
        </div>
        <div className="column">
          <Section title={words.newest} aside={<Link to={postsLink(filter)}>{words.allOfAuthor}</Link>}>
            {page.newest.map((post) => (
              <PostLine key={post.id} post={post} />
            ))}
          </Section>
        </div>
      </div>
    </>
  )
}

function Facts({ page }: { readonly page: Page }) {
  const words = useWords(POST_WORDS)
  const kinds = useWords(KIND_WORDS)
  const format = useFormat()
  const { posts, judged, negative, compared, nearCopies } = page
  const kindLine = page.kinds.map((kind) => `${named(kinds, kind.name)} ${format.count(kind.posts)}`).join(' · ')
  return (
    <div className="stack">
      <p>
        <strong>{words.postsCount({ n: format.count(posts) })}</strong> <span className="soft">{kindLine}</span>
      </p>
      <p>
        {judged === 0
          ? words.noneJudged
          : words.sentiments({
              negative: format.share(negative / judged),
              n: format.count(negative),
              of: format.count(judged),
            })}
      </p>
      <p className="figures">
        {words.firstLast({
          first: format.moment(page.firstAt, serverNow()),
          last: format.moment(page.lastAt, serverNow()),
        })}
      </p>
      {page.regions.length > 0 ? (
        <p>
          {words.regions}: {page.regions.map((region) => `${region.name} ${format.count(region.posts)}`).join(' · ')}
        </p>
      ) : null}
      <p>
        {words.copyHabit}:{' '}
        {compared === 0 ? words.copyHabitNone : words.copyHabitLine({ n: nearCopies, of: format.count(compared) })}
      </p>
      {page.isCut ? <p className="warn-note">{words.authorCut}</p> : null}
    </div>
  )
}

function Followers({ page }: { readonly page: Page }) {
  const words = useWords(POST_WORDS)
  const format = useFormat()
  const { followers } = page
  const [first, last] = [followers[0], followers.at(-1)]
  if (!first || !last) return <p className="soft">{words.followersNone}</p>
  const said =
    followers.length > 1
      ? `${format.count(first.followers)} → ${format.count(last.followers)}`
      : format.count(last.followers)
  const points = followers.map((each) => ({ at: each.at, value: each.followers }))
  return (
    <>
      <p className="figures">{said}</p>
      {followers.length > 1 ? (
        <PostCurve lines={[{ name: '', kind: 'ink', points }]} label={said} height={150} />
      ) : null}
    </>
  )
}

function Tracks({ page }: { readonly page: Page }) {
  const words = useWords(POST_WORDS)
  const format = useFormat()
  if (page.tracks.length === 0) return <p className="soft">{words.onTracksNone}</p>
  return (
    <ul className="plain-list">
      {page.tracks.map(({ id, name, posts, judged, negative }) => (
        <li key={id}>
          <Link to={postsLink({ trackId: id, authorId: page.authorId })}>{name}</Link>{' '}
          <span className="soft small figures">
            {words.trackLine({
              n: format.count(posts),
              share: judged === 0 ? '–' : format.share(negative / judged),
              of: format.count(judged),
            })}
          </span>
        </li>
      ))}
    </ul>
  )
}
