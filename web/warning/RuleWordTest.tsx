import { useMutation } from '@tanstack/react-query'
import { Button, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { WordTest, WordTestAsked } from '../../server/warning/rule-schema.ts'
import { useMay } from '../access/me.ts'
import { post, serverNow } from '../api.ts'
import { postsLink } from '../monitoring/links.ts'
import { PostLine } from '../monitoring/PostLine.tsx'
import { RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Labelled, Moment, Section } from '../ui/Pieces.tsx'
import { RuleWordList, RuleWordSave } from './RuleWordList.tsx'
import { RULE_WORDS } from './rule-words.ts'

const WINDOWS: readonly WordTestAsked['windowMinutes'][] = [15, 30, 60, 180, 720, 1440]
const START: WordTestAsked = { expression: '', posts: 10, windowMinutes: 60, days: 30 }

/** When words would have come up together in what is stored, before a list of them is made. */
export function RuleWordTest({ trackId }: { readonly trackId: string }) {
  const words = useWords(RULE_WORDS)
  const may = useMay()
  const [asked, setAsked] = useState(START)
  const test = useMutation({
    mutationFn: (body: WordTestAsked) => post<WordTest>(`/api/alert-rules/${trackId}/word-tests`, body),
  })
  return (
    <Section title={words.words}>
      <p className="soft">{words.wordsNote}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          test.mutate(asked)
        }}
      >
        <Labelled text={words.expression}>
          <Input
            value={asked.expression}
            maxLength={5000}
            onChange={(event) => setAsked({ ...asked, expression: event.target.value })}
          />
        </Labelled>
        <div className="rule-fields">
          <Labelled text={words.wordsPosts}>
            <InputNumber
              min={1}
              max={100_000}
              precision={0}
              value={asked.posts}
              onChange={(posts) => setAsked({ ...asked, posts: posts ?? 1 })}
            />
          </Labelled>
          <Labelled text={words.wordsWindow}>
            <Select
              value={asked.windowMinutes}
              onChange={(windowMinutes) => setAsked({ ...asked, windowMinutes })}
              options={WINDOWS.map((minutes) => ({
                value: minutes,
                label: minutes < 60 ? words.minutes({ n: minutes }) : words.hours({ n: minutes / 60 }),
              }))}
            />
          </Labelled>
        </div>
        <Button htmlType="submit" disabled={asked.expression.trim() === ''} loading={test.isPending}>
          {words.wordsGo}
        </Button>
      </form>
      <div aria-live="polite">
        {test.error ? <RefusalText error={test.error} /> : null}
        {test.data ? <Found test={test.data} trackId={trackId} asked={test.variables ?? asked} /> : null}
      </div>
      {test.data && test.variables && may('rules.edit') ? (
        <RuleWordSave key={JSON.stringify(test.variables)} trackId={trackId} asked={test.variables} />
      ) : null}
      <RuleWordList trackId={trackId} />
    </Section>
  )
}

function Found({ test, trackId, asked }: { test: WordTest; trackId: string; asked: WordTestAsked }) {
  const words = useWords(RULE_WORDS)
  const format = useFormat()
  const { expression, days } = asked
  return (
    <div className="rule-words">
      <p>
        <strong>{words.wordsFound({ matched: format.count(test.matched), n: test.fired.length, days })}</strong>
      </p>
      {test.isExact ? null : <p className="warn-note">{words.wordsEstimate}</p>}
      <ul className="plain-list">
        {[...test.fired]
          .reverse()
          .slice(0, 12)
          .map(({ at, from, posts }) => (
            <li key={at} className="figures">
              <Moment at={at} now={serverNow()} />{' '}
              <Link to={postsLink({ trackId, expression, from, to: at })}>{words.wordsFired({ n: posts })}</Link>
            </li>
          ))}
      </ul>
      {test.examples.length > 0 ? <h4>{words.examples}</h4> : null}
      {test.examples.map((each) => (
        <PostLine key={each.id} post={each} />
      ))}
    </div>
  )
}
