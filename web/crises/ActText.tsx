import { VERB_NAMES } from '../access/verb-words.ts'
import { MONITORING_WORDS } from '../monitoring/words.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { WARNING_WORDS } from '../warning/words.ts'
import { clockName } from './clock-name.ts'
import { CRISIS_WORDS, STATE_WORDS, VERB_WORDS } from './words.ts'

type Values = Readonly<Record<string, unknown>>
type Names = Readonly<Record<string, unknown>>

/** What a person wrote, in the order in which one wants to read it. */
const WRITTEN = ['text', 'title', 'name', 'source', 'toName', 'to', 'how', 'reason', 'note', 'comment'] as const

/** An act of the audit in words: what was done, from what to what, and what the person wrote. */
export function ActText({ verb, values }: { readonly verb: string; readonly values: Values }) {
  const verbs: Names = useWords(VERB_NAMES)
  const detail = useDetail(verb, values)
  return (
    <>
      {String(verbs[verb] ?? verb)}
      {detail.length > 0 ? <span className="timeline-detail">{detail.join(' · ')}</span> : null}
    </>
  )
}

/** Codes become words; a code that these pages do not know is left out rather than shown raw. */
function useDetail(verb: string, values: Values): string[] {
  const crisis: Names = useWords(CRISIS_WORDS)
  const states: Names = useWords(STATE_WORDS)
  const moves: Names = useWords(VERB_WORDS)
  const warning: Names = useWords(WARNING_WORDS)
  const posts = useWords(MONITORING_WORDS)
  const format = useFormat()
  const word = (names: Names, key: unknown): string =>
    typeof names[String(key)] === 'string' ? String(names[String(key)]) : ''
  const coded = [
    word(moves, values.verb),
    verb === 'moveCrisis' ? word(states, values.to) : '',
    /Level$/.test(verb) ? word(crisis, `level${values.to}`) : '',
    word(crisis, `level${values.level}`),
    typeof values.key === 'string' ? clockName(crisis, values.key) : '',
    values.reasonCode ? word(warning, `reason_${values.reasonCode}`) : '',
    typeof values.accepted === 'number' ? posts.posts({ n: format.count(values.accepted) }) : '',
  ]
  const isCode = verb === 'moveCrisis' || Object.hasOwn(warning, String(values.to))
  const written = WRITTEN.filter((name) => name !== 'to' || !isCode)
    .map((name) => values[name])
    .filter((value): value is string => typeof value === 'string')
  return [...coded, ...written].filter((part) => part !== '')
}
