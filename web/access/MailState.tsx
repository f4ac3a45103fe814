import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import type { NotifierCard, TestResult } from '../../server/access/mail-schema.ts'
import { post, serverNow } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section, Tag } from '../ui/Pieces.tsx'
import { FAILURE_WORDS, MAIL_WORDS } from './mail-words.ts'
import { useMe } from './me.ts'

/** Whether mail goes out, in words first; and the way to find out. */
export function MailState({ card, unsent }: { readonly card: NotifierCard; readonly unsent: number }) {
  const words = useWords(MAIL_WORDS)
  const test = useMailTest()
  if (!card.isSetUp)
    return (
      <div className="warn-note mail-state">
        <strong>{words.notSetUp}</strong>
        <div>{words.notSetUpNote({ n: unsent })}</div>
      </div>
    )
  return (
    <Section className="mail-state">
      <div className="mail-state-line">
        <Verdict card={card} />
        <Button onClick={() => test.mutate()} loading={test.isPending}>
          {words.test}
        </Button>
      </div>
      <TestOutcome test={test} />
      {card.isAddressLocal ? <p className="soft small">{words.localAddress}</p> : null}
    </Section>
  )
}

function Verdict({ card }: { readonly card: NotifierCard }) {
  const words = useWords(MAIL_WORDS)
  const format = useFormat()
  const { sentAt, failedAt, failureCode, failure } = card
  if (failedAt !== null && failureCode !== null && (sentAt === null || sentAt < failedAt))
    return (
      <div>
        <Tag kind="warn">{words.fails}</Tag>{' '}
        <span className="soft small figures">{format.moment(failedAt, serverNow())}</span>
        <Why code={failureCode} said={failure ?? ''} />
      </div>
    )
  return (
    <div>
      <Tag kind={sentAt === null ? 'plain' : 'good'}>{sentAt === null ? words.untried : words.works}</Tag>{' '}
      <span className="soft">
        {sentAt === null ? words.untriedNote : words.worksNote({ time: format.moment(sentAt, serverNow()) })}
      </span>
    </div>
  )
}

/** What went wrong and what to do, with the server's own words: whoever keeps that server needs them. */
export function Why({ code, said }: { readonly code: NonNullable<TestResult['code']>; readonly said: string }) {
  const words = useWords(MAIL_WORDS)
  const failures = useWords(FAILURE_WORDS)
  return (
    <div>
      <div>{failures[code]}</div>
      {said === '' ? null : (
        <div className="soft small">
          {/^\d{3}[ -]/.test(said) ? words.saidBy : words.detail}: <code className="expression">{said}</code>
        </div>
      )}
    </div>
  )
}

export function useMailTest() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => post<TestResult>('/api/notifiers/email/test'),
    onSettled: () => queries.invalidateQueries({ queryKey: ['notifiers'] }),
  })
}

export function TestOutcome({ test }: { readonly test: ReturnType<typeof useMailTest> }) {
  const words = useWords(MAIL_WORDS)
  const { person } = useMe()
  if (test.isPending) return <p role="status">{words.testing}</p>
  if (test.error) return <RefusalText error={test.error} />
  if (!test.data) return null
  const { isSent, code, said } = test.data
  if (!isSent) return null
  return (
    <p role="status">
      {words.tested({ email: person.email })} <code className="expression">{code ?? said}</code>
    </p>
  )
}
