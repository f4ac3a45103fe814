import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { type NewWebhook, WEBHOOK_KINDS, type Webhook, type WebhookKind } from '../../server/access/webhook-schema.ts'
import { post, put } from '../api.ts'
import { useTracks } from '../monitoring/use-tracks.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Labelled } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { KIND_NOTES, KIND_WORDS, WEBHOOK_WORDS } from './webhook-words.ts'

const FIRST_KINDS: readonly WebhookKind[] = ['warning.alert', 'crises.crisis']

/** Makes a webhook, or changes one. */
export function WebhookDialog(props: {
  readonly webhook: Webhook | undefined
  readonly close: () => void
  readonly made: (secret: string) => void
}) {
  const words = useWords(WEBHOOK_WORDS)
  const ui = useWords(UI_WORDS)
  const queries = useQueryClient()
  const [given, setGiven] = useState<NewWebhook>(
    props.webhook ?? { name: '', url: '', kinds: [...FIRST_KINDS], trackIds: [] },
  )
  const change = (part: Partial<NewWebhook>) => setGiven((before) => ({ ...before, ...part }))
  const save = useMutation({
    mutationFn: async () => {
      const { name, url, kinds, trackIds = [] } = given
      const body = { name: name.trim(), url: url.trim(), kinds, trackIds }
      if (props.webhook) await put(`/api/webhooks/${props.webhook.id}`, body)
      else props.made((await post<{ secret: string }>('/api/webhooks', body)).secret)
    },
    onSuccess: () => {
      props.close()
      return queries.invalidateQueries({ queryKey: ['webhooks'] })
    },
  })
  const isComplete = given.name.trim() !== '' && given.url.trim() !== '' && given.kinds.length > 0
  return (
    <Modal open onCancel={props.close} title={props.webhook ? words.edit : words.add} footer={null}>
      <Labelled text={words.name}>
        <Input
          value={given.name}
          maxLength={100}
          placeholder={words.nameExample}
          onChange={(event) => change({ name: event.target.value })}
        />
      </Labelled>
      <Labelled text={words.url} note={words.urlNote}>
        <Input
          type="url"
          value={given.url}
          maxLength={2000}
          placeholder="https://"
          onChange={(event) => change({ url: event.target.value })}
        />
      </Labelled>
      <KindChoice kinds={given.kinds} choose={(kinds) => change({ kinds })} />
      {given.kinds.includes('monitoring.posts') ? (
        <TrackChoice chosen={given.trackIds ?? []} choose={(trackIds) => change({ trackIds })} />
      ) : null}
      {save.error ? <RefusalText error={save.error} /> : null}
      <div className="dialog-verbs">
        <Button onClick={props.close}>{ui.cancel}</Button>
        <Button type="primary" disabled={!isComplete} loading={save.isPending} onClick={() => save.mutate()}>
          {ui.save}
        </Button>
      </div>
    </Modal>
  )
}

function KindChoice(props: {
  readonly kinds: readonly WebhookKind[]
  readonly choose: (kinds: WebhookKind[]) => void
}) {
  const words = useWords(WEBHOOK_WORDS)
  const kinds = useWords(KIND_WORDS)
  const notes = useWords(KIND_NOTES)
  return (
    <fieldset className="field">
      <legend>{words.kinds}</legend>
      <Checkbox.Group value={[...props.kinds]} onChange={(value) => props.choose(value)} className="radio-list">
        {WEBHOOK_KINDS.map((kind) => (
          <Checkbox key={kind} value={kind}>
            {kinds[kind]} <span className="soft small">{notes[kind]}</span>
          </Checkbox>
        ))}
      </Checkbox.Group>
    </fieldset>
  )
}

function TrackChoice(props: { readonly chosen: readonly string[]; readonly choose: (ids: string[]) => void }) {
  const words = useWords(WEBHOOK_WORDS)
  const tracks = useTracks().data ?? []
  return (
    <Labelled text={words.tracks}>
      <Select
        mode="multiple"
        value={[...props.chosen]}
        onChange={props.choose}
        placeholder={words.allTracks}
        options={tracks.map(({ id, name }) => ({ value: id, label: name }))}
        optionFilterProp="label"
        className="wide"
      />
    </Labelled>
  )
}
