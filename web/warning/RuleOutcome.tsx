import { RefusalText } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { RULE_WORDS } from './rule-words.ts'

/** What became of saving a rule, where whoever reads by ear hears it. */
export function RuleOutcome({ isSaved, error }: { readonly isSaved: boolean; readonly error: Error | null }) {
  const words = useWords(RULE_WORDS)
  return (
    <>
      <div role="status">{isSaved ? words.saved : null}</div>
      {error ? (
        <div role="alert">
          <RefusalText error={error} />
        </div>
      ) : null}
    </>
  )
}
