import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { useWords } from './LocaleProvider.tsx'
import { Loading } from './Pieces.tsx'
import { REFUSAL_WORDS, type RefusalWord } from './refusal-words.ts'
import { UI_WORDS } from './ui-words.ts'
import { fill, type Said } from './words.ts'

/** What a refusal must tell to be shown; web/api.ts throws such. */
type Refused = {
  readonly code?: RefusalWord
  readonly field?: string | undefined
  readonly retryAfter?: number | undefined
  readonly requestId?: string | undefined
  readonly values?: Readonly<Record<string, string | number>>
}

/** An answer of the server in its four states: waited for, refused, failed, there. What was there once stays while asked again. */
export function Asked<T>(props: {
  readonly query: UseQueryResult<T, Error>
  readonly children: (data: T) => ReactNode
}) {
  const { query } = props
  if (query.data !== undefined) return props.children(query.data)
  if (query.isError) return <Trouble error={query.error} onRetry={() => void query.refetch()} />
  return <Loading />
}

export function Trouble({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const words = useWords(UI_WORDS)
  const code = codeOf(error)
  const titles: Partial<Record<RefusalWord, string>> = {
    forbidden: words.forbiddenTitle,
    'not-found': words.notFoundTitle,
  }
  const title = titles[code]
  return (
    <div className="empty" role="alert">
      <strong>{title ?? words.troubleTitle}</strong>
      <RefusalText error={error} />
      <p>
        {title === undefined && onRetry ? (
          <button type="button" className="plain-button" onClick={onRetry}>
            {words.retry}
          </button>
        ) : (
          <Link to="/">{words.home}</Link>
        )}
      </p>
    </div>
  )
}

/** A refusal in words, with the field, the wait and the number that help to put it right. */
export function RefusalText({ error }: { readonly error: unknown }) {
  const refusals = useWords(REFUSAL_WORDS)
  const words = useWords(UI_WORDS)
  const { field, retryAfter, requestId, values } = error as Refused
  const code = codeOf(error)
  return (
    <div className="refusal">
      {code === 'unknown' && !requestId ? words.broken : fill(refusals[code], values ?? {})}
      {retryAfter ? ` ${waitOf(retryAfter, words)}` : null}
      {field && NAMES_FIELD.includes(code) ? <div className="soft small">{words.fieldName({ field })}</div> : null}
      {code === 'unknown' && requestId ? (
        <div className="soft small">{words.requestNumber({ id: requestId })}</div>
      ) : null}
    </div>
  )
}

/** Where the sentence itself does not say which field it means. */
const NAMES_FIELD: readonly RefusalWord[] = ['invalid']

/** A wait as people count it: nobody waits 900 seconds. */
function waitOf(seconds: number, words: Said<typeof UI_WORDS>): string {
  return seconds < 100 ? words.waitSeconds({ seconds }) : words.waitMinutes({ minutes: Math.ceil(seconds / 60) })
}

function codeOf(error: unknown): RefusalWord {
  return (error as Refused).code ?? 'unknown'
}
