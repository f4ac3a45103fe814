import { Link } from 'react-router'
import type { ChannelCard, FailureCode } from '../../server/access/channel-schema.ts'
import { Refusal, serverNow } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useLocale, useWords } from '../ui/LocaleProvider.tsx'
import { CHANNEL_WORDS } from './channel-words.ts'
import { FAILURE_WORDS } from './notice-words.ts'
import { useChannelKinds, type useTest } from './use-channels.ts'

/** What went wrong and what to do, with the other side's own words: whoever keeps that side needs them. */
export function Why({ code, said }: { readonly code: FailureCode; readonly said: string }) {
  const words = useWords(CHANNEL_WORDS)
  const failures = useWords(FAILURE_WORDS)
  return (
    <div>
      <div>{failures[code]}</div>
      {said === '' ? null : (
        <div className="soft small">
          {/^(?:HTTP )?\d{3}\b/.test(said) ? words.saidBy : words.detail}: <code className="expression">{said}</code>
        </div>
      )}
    </div>
  )
}

/** What a test came to, in a sentence: that the other side took it on is not yet that it arrived. */
export function TestOutcome(props: {
  readonly test: Pick<ReturnType<typeof useTest>, 'isPending' | 'error' | 'data'>
  readonly card: Pick<ChannelCard, 'name' | 'reaches' | 'notifier'>
}) {
  const words = useWords(CHANNEL_WORDS)
  const format = useFormat()
  const { test, card } = props
  if (test.isPending) return <p role="status">{words.testing}</p>
  if (test.error) return <TestTrouble error={test.error} notifier={card.notifier} />
  if (!test.data) return null
  const { isSent, code, said, freeAt } = test.data
  if (freeAt !== null) return <p role="status">{words.testLater({ time: format.moment(freeAt, serverNow()) })}</p>
  if (!isSent)
    return (
      <div role="alert" className="refusal">
        <Why code={code ?? 'unknown'} said={said} />
      </div>
    )
  return (
    <p role="status">
      {card.reaches === 'room' ? words.testedRoom : words.testedPerson({ name: card.name })}{' '}
      <code className="expression small">{said}</code>
    </p>
  )
}

/** Who tests must be reachable: the address that is missing by its name, and the way to it. */
function TestTrouble({ error, notifier }: { readonly error: Error; readonly notifier: string }) {
  const words = useWords(CHANNEL_WORDS)
  const { locale } = useLocale()
  const isMissing = error instanceof Refusal && (error.field ?? '').startsWith('addresses/')
  const kind = useChannelKinds(isMissing).data?.find((each) => each.notifier === notifier)
  if (!isMissing) return <RefusalText error={error} />
  return (
    <p role="alert" className="refusal">
      {words.testNoAddress({ field: kind?.address?.names[locale] ?? kind?.names[locale] ?? notifier })}{' '}
      <Link to="/me#channels">{words.toMe}</Link>
    </p>
  )
}
