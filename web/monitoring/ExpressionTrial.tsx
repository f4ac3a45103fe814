import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Trial } from '../../server/monitoring/schema.ts'
import { post } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useSettled } from '../ui/hooks.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { PostLine } from './PostLine.tsx'
import { EXPRESSION_WORDS, LANGUAGE_HELP, MONITORING_WORDS } from './words.ts'

/** What the expression would have found, renewed half a second after the last key; mistakes point at their place. */
export function TrialResult({ expression }: { readonly expression: string }) {
  const words = useWords(MONITORING_WORDS)
  const format = useFormat()
  const settled = useSettled(expression, 500)
  const trial = useQuery({
    queryKey: ['trial', settled],
    queryFn: () => post<Trial>('/api/tracks/trial', { expression: settled }),
    enabled: settled.trim() !== '',
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })
  if (expression.trim() === '') return <p className="soft">{words.expressionHint}</p>
  if (trial.error) return <RefusalText error={trial.error} />
  const found = trial.data
  if (!found || settled !== expression) return <p className="soft">{words.trialWait}</p>
  if (found.errors.length > 0) return <Mistakes expression={settled} errors={found.errors} />
  const looked = format.count(found.looked)
  return (
    <div aria-live="polite">
      <p>
        <strong>
          {found.looked === 0
            ? words.trialEmpty
            : found.matched === 0
              ? words.trialNone({ looked })
              : words.trialResult({ looked, matched: format.count(found.matched) })}
        </strong>
      </p>
      {found.examples.slice(0, 8).map((each) => (
        <PostLine key={each.id} post={each} />
      ))}
    </div>
  )
}

/** Where an expression cannot be read, and why. */
export function Mistakes({ expression, errors }: { readonly expression: string; readonly errors: Trial['errors'] }) {
  const terms: Readonly<Record<string, string>> = useWords(EXPRESSION_WORDS)
  return (
    <div role="alert" className="mistakes">
      {errors.map(({ code, at }) => (
        <div key={`${code}${at}`}>
          <p>{terms[code] ?? code}</p>
          <code className="expression">
            {expression.slice(0, at)}
            <mark className="mistake">
              {expression.slice(at, at + 1).trim() === '' ? '␣' : expression.slice(at, at + 1)}
            </mark>
            {expression.slice(at + 1)}
          </code>
        </div>
      ))}
    </div>
  )
}

export function ExpressionHelp() {
  const words = useWords(MONITORING_WORDS)
  const help = useWords(LANGUAGE_HELP)
  const rows = [
    [help.exampleBoth, help.both],
    [help.exampleEither, help.either],
    [help.exampleNot, help.not],
    [help.examplePhrase, help.phrase],
    [help.exampleGroup, help.group],
    [help.exampleWeight, help.weight],
    ['=Tea', help.exact],
  ]
  return (
    <Section title={words.helpTracks}>
      <dl className="help-list">
        {rows.map(([example, what]) => (
          <div key={example}>
            <dt>
              <code>{example}</code>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p className="soft">{help.folded}</p>
    </Section>
  )
}
