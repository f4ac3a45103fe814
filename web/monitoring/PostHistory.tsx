import type { PostHistory as History, PostVersion } from '../../server/monitoring/post-history-schema.ts'
import { serverNow } from '../api.ts'
import { Asked } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { PostCurve } from './PostCurve.tsx'
import { SentimentTag } from './PostLine.tsx'
import { diffOf } from './post-diff.ts'
import { POST_WORDS } from './post-words.ts'
import { EMOTION_WORDS, named, SENTIMENT_WORDS } from './terms.ts'
import { usePostHistory } from './use-post.ts'

/** What became of the post since it came: each text it had, how it grew, when it was gone, who corrected what. */
export function PostHistory({ postId }: { readonly postId: string }) {
  return <Asked query={usePostHistory(postId)}>{(history) => <Shown history={history} />}</Asked>
}

function Shown({ history }: { readonly history: History }) {
  const words = useWords(POST_WORDS)
  const { versions, growth, deletions, corrections } = history
  if (versions.length + growth.length + deletions.length + corrections.length === 0) {
    return <p className="soft">{words.historyNone}</p>
  }
  return (
    <div className="stack">
      <Deletions history={history} />
      {versions.length > 0 ? <Versions versions={versions} /> : null}
      {growth.length > 1 ? <Growth growth={growth} /> : null}
      {corrections.length > 0 ? <Corrections history={history} /> : null}
    </div>
  )
}

function Deletions({ history }: { readonly history: History }) {
  const words = useWords(POST_WORDS)
  const format = useFormat()
  if (history.deletions.length === 0) return null
  return (
    <ul className="plain-list">
      {history.deletions.map(({ id, isDeleted, seenAt, knownBy, recordedByName }) => {
        const line = isDeleted ? words.goneLine : words.thereLine
        return (
          <li key={id}>
            {line({ name: recordedByName, how: knownBy === 'source' ? words.bySource : knownBy })}
            <span className="soft small figures"> · {words.seenAt({ time: format.full(seenAt) })}</span>
          </li>
        )
      })}
    </ul>
  )
}

/** Newest first, each with what was changed against the one before it. */
function Versions({ versions }: { readonly versions: readonly PostVersion[] }) {
  const words = useWords(POST_WORDS)
  const format = useFormat()
  const emotions = useWords(EMOTION_WORDS)
  return (
    <section>
      <h3>{words.versions}</h3>
      <ol className="post-versions">
        {[...versions].reverse().map((version, index) => {
          const before = versions[versions.length - 2 - index]
          return (
            <li key={version.seenAt}>
              <p className="soft small figures">
                {index === 0 ? <strong>{words.versionNow} · </strong> : null}
                {before
                  ? words.seenAt({ time: format.full(version.seenAt) })
                  : `${words.versionFirst} ${format.full(version.seenAt)}`}{' '}
                {format.zoneName}
                {version.edits ? ` · ${words.saidEdits({ n: version.edits })}` : ''}
              </p>
              <p className="post-whole">
                {diffOf(whole(before ?? version), whole(version)).map(({ kind, text, place }) =>
                  kind === 'gone' ? (
                    <del key={place}>{text}</del>
                  ) : kind === 'new' ? (
                    <ins key={place}>{text}</ins>
                  ) : (
                    <span key={place}>{text}</span>
                  ),
                )}
              </p>
              <p>
                <SentimentTag sentiment={version.sentiment} />{' '}
                {version.sentiment === null ? null : <span className="soft">{named(emotions, version.emotion)}</span>}
              </p>
            </li>
          )
        })}
      </ol>
    </section>
  )
}

function whole({ title, text }: PostVersion): string {
  return title ? `${title}\n${text}` : text
}

function Growth({ growth }: { readonly growth: History['growth'] }) {
  const words = useWords(POST_WORDS)
  const format = useFormat()
  const line = (name: string, kind: 'ink' | 'accent' | 'soft', of: 'reposts' | 'comments' | 'likes') => ({
    name,
    kind,
    points: growth.map((point) => ({ at: point.at, value: point[of] })),
  })
  const lines = [
    line(words.reposts, 'ink', 'reposts'),
    line(words.comments, 'accent', 'comments'),
    line(words.likes, 'soft', 'likes'),
  ]
  const [first, last] = [growth[0], growth.at(-1)]
  const said = (['reposts', 'comments', 'likes'] as const).map(
    (name) => `${words[name]} ${format.count(first?.[name] ?? 0)} → ${format.count(last?.[name] ?? 0)}`,
  )
  return (
    <section>
      <h3>{words.growth}</h3>
      <PostCurve lines={lines} label={said.join(', ')} height={170} />
      <p className="figures small">{said.join(' · ')}</p>
      <p className="soft small">{words.growthSparse}</p>
    </section>
  )
}

function Corrections({ history }: { readonly history: History }) {
  const words = useWords(POST_WORDS)
  const format = useFormat()
  const sentiments = useWords(SENTIMENT_WORDS)
  const emotions = useWords(EMOTION_WORDS)
  const verdict = ({ sentiment, emotion }: History['model']): string => {
    if (sentiment === null) return words.unjudged
    return emotion === 'none' ? sentiments[sentiment] : `${sentiments[sentiment]}, ${named(emotions, emotion)}`
  }
  return (
    <section>
      <h3>{words.corrections}</h3>
      <ul className="plain-list">
        {[...history.corrections]
          .reverse()
          .map(({ id, madeAt, madeByName, reason, old, now, undoes, isOfEarlierText }) => {
            const line = undoes === null ? words.correctionLine : words.undoLine
            return (
              <li key={id}>
                {line({ old: verdict(old), now: verdict(now) })}
                <span className="soft small figures">
                  {' '}
                  · {madeByName} · {format.moment(madeAt, serverNow())}
                  {isOfEarlierText ? ` · ${words.ofEarlierText}` : ''}
                </span>
                {reason ? <div className="soft">{reason}</div> : null}
              </li>
            )
          })}
      </ul>
    </section>
  )
}
