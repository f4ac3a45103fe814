import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal, Radio } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { AlertCard, AlertContents, AlertPage } from '../../server/warning/schema.ts'
import { useMay } from '../access/me.ts'
import { post } from '../api.ts'
import { named, PLATFORM_WORDS } from '../monitoring/terms.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { ALERT_WORDS } from './alert-words.ts'
import { headline } from './headline.ts'
import { isLive, useAlerts } from './use-alerts.ts'
import { WARNING_WORDS } from './words.ts'

type Props = { readonly page: AlertPage; readonly words: AlertContents['grownWords'] }
type Verb = 'merge' | 'split' | 'unmerge'
type Choice = { readonly key: string; readonly label: string; readonly body: object }

/** The same matter as another alert, or two matters in one: a person says so, with a reason, and can take it back. */
export function AlertGrouping({ page, words: grown }: Props) {
  const words = useWords(ALERT_WORDS)
  const may = useMay()
  const [verb, ask] = useState<Verb>()
  const { mergedInto } = page.alert
  if (!may('alerts.handle')) return null
  const verbs: readonly Verb[] = mergedInto ? ['unmerge'] : isLive(page.alert) ? ['merge', 'split'] : []
  if (verbs.length === 0) return null
  return (
    <Section title={words.grouping}>
      <div className="row-verbs">
        {verbs.map((each) => (
          <Button key={each} onClick={() => ask(each)}>
            {words[each]}
          </Button>
        ))}
      </div>
      {verb ? <GroupingDialog page={page} words={grown} verb={verb} close={() => ask(undefined)} /> : null}
    </Section>
  )
}

function GroupingDialog({
  page,
  words: grown,
  verb,
  close,
}: Props & { readonly verb: Verb; readonly close: () => void }) {
  const words = useWords(ALERT_WORDS)
  const ui = useWords(UI_WORDS)
  const queries = useQueryClient()
  const navigate = useNavigate()
  const choices = useChoices({ page, words: grown }, verb)
  const [key, choose] = useState<string>()
  const [reason, setReason] = useState('')
  const chosen = choices.find((each) => each.key === key)
  const send = useMutation({
    mutationFn: () =>
      post<AlertCard>(`/api/alerts/${page.alert.id}/${verb}`, { ...chosen?.body, reason: reason.trim() }),
    onSuccess: ({ id }) => {
      void queries.invalidateQueries({ queryKey: ['alert'] })
      void queries.invalidateQueries({ queryKey: ['alerts'] })
      close()
      void navigate(`/alerts/${id}`)
    },
  })
  const isReady = reason.trim() !== '' && (verb === 'unmerge' || chosen !== undefined)
  return (
    <Modal open onCancel={close} title={words[verb]} footer={null}>
      <p className="soft">{words[`${verb}Note`]}</p>
      {verb !== 'unmerge' && choices.length === 0 ? <p className="soft">{words.nothingToChoose}</p> : null}
      <Radio.Group value={key} onChange={(event) => choose(event.target.value)} className="radio-list">
        {choices.map((each) => (
          <Radio key={each.key} value={each.key}>
            {each.label}
          </Radio>
        ))}
      </Radio.Group>
      <Input.TextArea
        rows={2}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        placeholder={words.groupingWhy}
        aria-label={words.groupingWhy}
      />
      {send.error ? <RefusalText error={send.error} /> : null}
      <div className="dialog-verbs">
        <Button onClick={close}>{ui.cancel}</Button>
        <Button type="primary" disabled={!isReady} loading={send.isPending} onClick={() => send.mutate()}>
          {words[verb]}
        </Button>
      </div>
    </Modal>
  )
}

/** Into which alert; or what becomes an alert of its own: a platform, a word that grew, or what came since an alarm. */
function useChoices({ page, words: grown }: Props, verb: Verb): readonly Choice[] {
  const words = useWords(ALERT_WORDS)
  const terms = useWords(WARNING_WORDS)
  const platforms = useWords(PLATFORM_WORDS)
  const format = useFormat()
  const alerts = useAlerts('live')
  if (verb === 'unmerge') return []
  if (verb === 'merge') {
    const others = (alerts.data ?? []).filter(({ id, mode }) => id !== page.alert.id && mode === page.alert.mode)
    return others.map((other) => ({
      key: other.id,
      label: `${terms.number({ n: other.number })} · ${headline(other, terms, format)}`,
      body: { into: other.id },
    }))
  }
  const now = new Date(page.to)
  const moments = [...new Set(page.alarms.map(({ at }) => at))].slice(0, -1).slice(-3)
  return [
    ...page.platforms.slice(0, 5).map(({ name }) => ({
      key: `platform ${name}`,
      label: words.onlyPlatform({ name: named(platforms, name) }),
      body: { scope: { platform: name } },
    })),
    ...grown.slice(0, 5).map(({ word }) => ({
      key: `word ${word}`,
      label: words.onlyWord({ word }),
      body: { scope: { words: [word] } },
    })),
    ...moments.map((at) => ({
      key: `from ${at}`,
      label: words.onlySince({ time: format.moment(at, now) }),
      body: { scope: { from: at } },
    })),
  ]
}
