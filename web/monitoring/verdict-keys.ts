import { SENTIMENT_NAMES } from '../../server/monitoring/schema.ts'
import { useKeys } from '../ui/use-keys.ts'

type Acts = { readonly give: (sentiment: (typeof SENTIMENT_NAMES)[number]) => void; readonly takeBack: () => void }

/** One key a verdict, except while somebody writes. */
export function useVerdictKeys(isOn: boolean, acts: Acts): void {
  useKeys(isOn, ({ key }) => {
    const sentiment = SENTIMENT_NAMES[Number(key) - 1]
    if (sentiment) acts.give(sentiment)
    else if (key === '0') acts.takeBack()
    else return false
    return true
  })
}
