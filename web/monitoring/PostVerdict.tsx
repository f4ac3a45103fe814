import { Button, Input, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { EMOTION_NAMES, type PostPage, SENTIMENT_NAMES } from '../../server/monitoring/schema.ts'
import { useMay } from '../access/me.ts'
import { serverNow } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useMedia } from '../ui/hooks.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { SentimentTag } from './PostLine.tsx'
import { POST_WORDS } from './post-words.ts'
import { EMOTION_WORDS, LANGUAGE_WORDS, named, SENTIMENT_SIGNS, SENTIMENT_WORDS } from './terms.ts'
import { useCorrection, usePostHistory, useUndoing } from './use-post.ts'
import { useVerdictKeys } from './verdict-keys.ts'
import { MONITORING_WORDS } from './words.ts'

type Emotion = (typeof EMOTION_NAMES)[number]

/** What the post means: the verdict in force, what the model said, and the way to correct it. */
export function PostVerdict({ page, hasKeys }: { readonly page: PostPage; readonly hasKeys?: boolean }) {
  const words = useWords(MONITORING_WORDS)
  const emotions = useWords(EMOTION_WORDS)
  const languages = useWords(LANGUAGE_WORDS)
  const may = useMay()
  const { post } = page
  return (
    <>
      {post.sentiment === null ? (
        <p className="soft">{words.notJudged}</p>
      ) : (
        <p>
          <SentimentTag sentiment={post.sentiment} /> {named(emotions, post.emotion)} ·{' '}
          {named(languages, post.language)}
        </p>
      )}
      <Corrected page={page} />
      {page.probabilities.negative + page.probabilities.positive + page.probabilities.neutral > 0 ? (
        <Probabilities page={page} />
      ) : null}
      <p className="soft small">{words.verdictNote({ version: page.modelVersion })}</p>
      {may('posts.correct') ? <Correct page={page} hasKeys={hasKeys ?? false} /> : null}
    </>
  )
}

/** A person's verdict never hides the model's: "model: negative 71% · corrected by …". */
function Corrected({ page }: { readonly page: PostPage }) {
  const words = useWords(POST_WORDS)
  const sentiments = useWords(SENTIMENT_WORDS)
  const format = useFormat()
  const history = usePostHistory(page.post.id)
  if (!page.post.marks?.includes('corrected') || !history.data) return null
  const { model, corrections } = history.data
  const last = corrections.findLast(({ isInForce }) => isInForce)
  const share = model.sentiment === null ? '' : format.share(page.probabilities[model.sentiment])
  return (
    <p className="post-corrected">
      {words.modelSaid({ verdict: model.sentiment === null ? words.unjudged : sentiments[model.sentiment], share })}
      {last ? ` · ${words.correctedBy({ name: last.madeByName, time: format.moment(last.madeAt, serverNow()) })}` : ''}
      {last?.reason ? <span className="soft"> · {last.reason}</span> : null}
    </p>
  )
}

function Probabilities({ page }: { readonly page: PostPage }) {
  const sentiments = useWords(SENTIMENT_WORDS)
  const format = useFormat()
  return (
    <ul className="probabilities">
      {(['negative', 'neutral', 'positive'] as const).map((name) => (
        <li key={name}>
          <span>{sentiments[name]}</span>
          <span className="bar-track" aria-hidden="true">
            <span className={`bar-value bar-${name}`} style={{ width: `${page.probabilities[name] * 100}%` }} />
          </span>
          <span className="figures">{format.share(page.probabilities[name])}</span>
        </li>
      ))}
    </ul>
  )
}

function Correct({ page, hasKeys }: { readonly page: PostPage; readonly hasKeys: boolean }) {
  const words = useWords(POST_WORDS)
  const { post } = page
  const [reason, setReason] = useState('')
  const correct = useCorrection(post.id)
  const undo = useUndoing(post.id)
  const inForce = usePostHistory(post.id).data?.corrections.findLast(({ isInForce }) => isInForce)
  const isFine = useMedia('(pointer: fine)')
  const give = (sentiment: (typeof SENTIMENT_NAMES)[number], emotion?: Emotion) => {
    if (correct.isPending || (sentiment === post.sentiment && (emotion ?? post.emotion) === post.emotion)) return
    const why = reason.trim() === '' ? {} : { reason: reason.trim() }
    correct.mutate({ sentiment, ...(emotion ? { emotion } : {}), ...why }, { onSuccess: () => setReason('') })
  }
  const takeBack = () => {
    if (inForce && !undo.isPending) undo.mutate(inForce.id)
  }
  useVerdictKeys(hasKeys, { give, takeBack })
  const error = correct.error ?? undo.error
  return (
    <fieldset className="post-correct">
      <legend>{words.correct}</legend>
      <Choices post={post} give={give}>
        {inForce ? (
          <Button onClick={takeBack} loading={undo.isPending}>
            {words.undo}
          </Button>
        ) : null}
      </Choices>
      <Input
        value={reason}
        maxLength={2000}
        onChange={(event) => setReason(event.target.value)}
        placeholder={words.reason}
        aria-label={words.reason}
      />
      <p className="soft small">
        {words.correctNote}
        {hasKeys && isFine ? ` ${words.correctKeys}` : ''}
      </p>
      {error ? <RefusalText error={error} /> : null}
    </fieldset>
  )
}

type Sentiment = (typeof SENTIMENT_NAMES)[number]

function Choices(props: {
  readonly post: PostPage['post']
  readonly give: (sentiment: Sentiment, emotion?: Emotion) => void
  readonly children: ReactNode
}) {
  const words = useWords(POST_WORDS)
  const sentiments = useWords(SENTIMENT_WORDS)
  const emotions = useWords(EMOTION_WORDS)
  const { post, give } = props
  return (
    <div className="post-correct-choices">
      {SENTIMENT_NAMES.map((name) => (
        <button
          key={name}
          type="button"
          className="chip"
          aria-pressed={post.sentiment === name}
          onClick={() => give(name)}
        >
          <span aria-hidden="true">{SENTIMENT_SIGNS[name]}</span> {sentiments[name]}
        </button>
      ))}
      <Select<Emotion>
        aria-label={words.emotion}
        value={post.emotion}
        disabled={post.sentiment === null}
        onChange={(emotion) => post.sentiment && give(post.sentiment, emotion)}
        options={EMOTION_NAMES.map((value) => ({ value, label: `${words.emotion}: ${named(emotions, value)}` }))}
        className="post-correct-emotion"
      />
      {props.children}
    </div>
  )
}
