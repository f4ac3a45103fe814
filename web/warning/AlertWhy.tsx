import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { AlertContents, AlertPage } from '../../server/warning/schema.ts'
import { postLink } from '../monitoring/links.ts'
import { named, PLATFORM_WORDS } from '../monitoring/terms.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { ALERT_WORDS } from './alert-words.ts'
import { joinedPairs } from './joined-pairs.ts'

type Props = { readonly page: AlertPage }
type Said = { readonly contents: AlertContents }
type Alarm = AlertPage['alarms'][number]
type SeenAlarm = Pick<Alarm, 'detector' | 'observed' | 'expected' | 'windowMinutes' | 'subject' | 'listName'>
const MOST = 6
/** Less would be shown as 0, and "usually about 0" is no way to say it. */
const ALMOST_NONE = 0.5

/** What the detectors saw, in words, newest first: the one look that says what it is about. */
export function AlertWhy({ page }: Props) {
  const words = useWords(ALERT_WORDS)
  const format = useFormat()
  const sentence = useSentence()
  const now = new Date(page.to)
  const newest = [...page.alarms].reverse().slice(0, MOST)
  return (
    <Section title={words.why}>
      <ul className="plain-list why">
        {newest.map((alarm) => (
          <li key={`${alarm.at}${alarm.detector}${JSON.stringify(alarm.subject ?? '')}`}>
            <span className="figures soft">{format.moment(alarm.at, now)}</span>{' '}
            <Linked postId={alarm.subject?.postId}>{sentence(alarm)}</Linked>
          </li>
        ))}
      </ul>
    </Section>
  )
}

export function AlertStories({ contents: { stories } }: Said) {
  const words = useWords(ALERT_WORDS)
  const format = useFormat()
  if (stories.length === 0) return null
  return (
    <Section title={words.stories} aside={words.storiesNote}>
      <ul className="plain-list">
        {stories.map(({ postId, text, posts, authors }) => (
          <li key={postId}>
            <Link to={postLink(postId)}>{text}</Link>{' '}
            <span className="soft figures">
              {words.story({ posts: format.count(posts), authors: format.count(authors) })}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

export function AlertAccounts({ contents: { accounts } }: Said) {
  const words = useWords(ALERT_WORDS)
  const platforms = useWords(PLATFORM_WORDS)
  const format = useFormat()
  if (accounts.length === 0) return null
  return (
    <Section title={words.accounts}>
      <ul className="plain-list">
        {accounts.map(({ authorId, name, platform, followers, isVerified, postId }) => (
          <li key={`${platform}${authorId}`}>
            <Link to={postLink(postId)}>{name}</Link>{' '}
            <span className="soft figures">
              {named(platforms, platform)} · {words.followers({ n: format.count(followers) })}
              {isVerified ? ` · ${words.verified}` : ''}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** To the post, where there is one. */
export function Linked({ postId, children }: { readonly postId: string | undefined; readonly children: ReactNode }) {
  return postId === undefined ? <span>{children}</span> : <Link to={postLink(postId)}>{children}</Link>
}

/** What a detector saw, in one sentence. */
export function useSentence(): (alarm: SeenAlarm) => string {
  const words = useWords(ALERT_WORDS)
  const platforms = useWords(PLATFORM_WORDS)
  const format = useFormat()
  const platform = (name: string | undefined): string => (name === undefined ? '—' : named(platforms, name))
  return ({ detector, observed, expected, windowMinutes: minutes, subject = {}, listName }) => {
    const seen = { observed: format.count(observed), expected: format.count(expected) }
    if (detector === 'key-account') {
      const followers = subject.followers === undefined ? '—' : format.count(subject.followers)
      return words['key-account']({ name: subject.authorName ?? '—', followers })
    }
    if (detector === 'velocity') return expected < ALMOST_NONE ? words.velocityNone(seen) : words.velocity(seen)
    if (detector === 'platform-jump') {
      const places = { from: platform(subject.from), platform: platform(subject.platform) }
      const common = format.list(joinedPairs(subject.words ?? []))
      return common === '' ? words['platform-jump'](places) : words.platformJumpWords({ ...places, words: common })
    }
    if (detector === 'hot-topic') {
      const { board = '—', topic = '—', rank } = subject
      return words['hot-topic']({ board, topic, rank: rank ?? '—' })
    }
    if (detector === 'lexicon') {
      const said = { words: format.list(subject.words ?? []) || '—' }
      return listName === undefined ? words.lexicon(said) : words.lexiconOf({ list: listName, ...said })
    }
    if (detector === 'words') return words.words({ words: format.list(subject.words ?? []) || '—' })
    if (detector === 'negative-share' || detector === 'slow-drift') {
      return words[detector]({ observed: format.share(observed), expected: format.share(expected) })
    }
    if (detector === 'platform-volume') {
      const there = { ...seen, minutes, platform: platform(subject.platform) }
      return expected < ALMOST_NONE ? words.platformVolumeNone(there) : words[detector](there)
    }
    if (detector === 'volume') {
      return expected < ALMOST_NONE ? words.volumeNone({ ...seen, minutes }) : words.volume({ ...seen, minutes })
    }
    if (detector === 'volume-drift' || detector === 'silence') return words[detector](seen)
    return words.other({ detector, observed: seen.observed })
  }
}
