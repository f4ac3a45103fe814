import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import type { WordRuleChange, WordRules, WordTestAsked } from '../../server/warning/rule-schema.ts'
import { useMay } from '../access/me.ts'
import { get, post, put, serverNow } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Labelled, Moment, Tag } from '../ui/Pieces.tsx'
import { RuleOutcome } from './RuleOutcome.tsx'
import { RULE_WORDS } from './rule-words.ts'

/** The lists of words of a track that call people by themselves. */
export function RuleWordList({ trackId }: { readonly trackId: string }) {
  const words = useWords(RULE_WORDS)
  const rules = useQuery({
    queryKey: ['word-rules', trackId],
    queryFn: ({ signal }) => get<WordRules>(`/api/alert-rules/${trackId}/word-rules`, {}, signal),
  })
  if (!rules.data || rules.data.length === 0) return null
  return (
    <>
      <h3>{words.wordRules}</h3>
      <ul className="plain-list">
        {rules.data.map((rule) => (
          <WordRule key={rule.ruleId} trackId={trackId} rule={rule} />
        ))}
      </ul>
    </>
  )
}

function WordRule({ trackId, rule }: { readonly trackId: string; readonly rule: WordRules[number] }) {
  const words = useWords(RULE_WORDS)
  const format = useFormat()
  const may = useMay()
  const change = useWordChange(trackId)
  const { ruleId, mode, name, expression, posts, windowMinutes, alarms, byName, reason, madeAt } = rule
  const body = { name, expression, posts, windowMinutes }
  const set = (next: WordRuleChange['mode']) =>
    change.mutate({ ruleId, change: { ...body, mode: next, reason: next === 'off' ? words.turnOff : words.turnOn } })
  const last = alarms[0]
  return (
    <li>
      <div className="row-tags">
        <strong>{name}</strong>
        <Tag kind={mode === 'live' ? 'good' : mode === 'shadow' ? 'drill' : 'warn'}>
          {mode === 'live' ? words.versionLive : mode === 'shadow' ? words.versionShadow : words.versionOff}
        </Tag>
        <code className="expression">{expression}</code>
      </div>
      <div className="figures">
        {words.wordRuleSays({ posts: format.count(posts), window: format.duration(windowMinutes * 60_000) })}
        {' · '}
        {words.wordRuleLast({ n: alarms.length })} {last ? <Moment at={last.at} now={serverNow()} /> : null}
      </div>
      <div className="soft small">
        {byName} <Moment at={madeAt} now={serverNow()} /> {reason}
      </div>
      {may('rules.edit') ? (
        <div className="row-verbs">
          {mode === 'live' ? null : (
            <Button size="small" onClick={() => set('live')}>
              {mode === 'shadow' ? words.promote : words.turnOn}
            </Button>
          )}
          {mode === 'off' ? null : (
            <Button size="small" onClick={() => set('off')}>
              {words.turnOff}
            </Button>
          )}
        </div>
      ) : null}
      {change.error ? <RefusalText error={change.error} /> : null}
    </li>
  )
}

/** What was just tried becomes a rule that calls, or one that only writes. */
export function RuleWordSave({ trackId, asked }: { readonly trackId: string; readonly asked: WordTestAsked }) {
  const words = useWords(RULE_WORDS)
  const [name, setName] = useState('')
  const [reason, setReason] = useState('')
  const change = useWordChange(trackId)
  const { expression, posts, windowMinutes } = asked
  const isWanting = name.trim() === '' || reason.trim() === ''
  const save = (mode: WordRuleChange['mode']) =>
    change.mutate({ ruleId: undefined, change: { name, expression, posts, windowMinutes, mode, reason } })
  return (
    <div className="rule-save">
      <div className="rule-fields">
        <Labelled text={words.wordRuleName}>
          <Input value={name} maxLength={80} onChange={(event) => setName(event.target.value)} />
        </Labelled>
        <Labelled text={words.reason}>
          <Input value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        </Labelled>
      </div>
      <div className="form-verbs">
        <Button type="primary" disabled={isWanting} loading={change.isPending} onClick={() => save('live')}>
          {words.wordRuleSave}
        </Button>
        <Button disabled={isWanting} onClick={() => save('shadow')}>
          {words.tryIt}
        </Button>
      </div>
      <RuleOutcome isSaved={change.isSuccess} error={change.error} />
    </div>
  )
}

function useWordChange(trackId: string) {
  const queries = useQueryClient()
  const path = `/api/alert-rules/${trackId}/word-rules`
  return useMutation({
    mutationFn: ({ ruleId, change }: { readonly ruleId: string | undefined; readonly change: WordRuleChange }) =>
      ruleId === undefined ? post<WordRules>(path, change) : put<WordRules>(`${path}/${ruleId}`, change),
    onSuccess: (rules) => queries.setQueryData(['word-rules', trackId], rules),
  })
}
