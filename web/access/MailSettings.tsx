import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Popconfirm } from 'antd'
import { useState } from 'react'
import type { NotifierCard, NotifierField } from '../../server/access/mail-schema.ts'
import { post, put, Refusal, remove } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useLocale, useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { MailField } from './MailField.tsx'
import { type Draft, draftOf, isElsewhere, suggested, valuesOf } from './mail-draft.ts'
import { MAIL_WORDS } from './mail-words.ts'

/** The form of a channel, made of what its member states of itself. */
export function MailSettings({ card }: { readonly card: NotifierCard }) {
  const words = useWords(MAIL_WORDS)
  const ui = useWords(UI_WORDS)
  const queries = useQueryClient()
  const [draft, setDraft] = useState<Draft>(() => draftOf(card))
  const path = `/api/notifiers/${card.key}`
  const save = useMutation({
    mutationFn: async ({ isTested }: { readonly isTested: boolean }) => {
      await put(`${path}/settings`, { values: valuesOf(card, draft) })
      // Whatever it says stands above the form afterwards.
      if (isTested) await post(`${path}/test`)
    },
    onSettled: () => Promise.all(['notifiers', 'notices'].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  })
  const isAskedAgain = isElsewhere(card, draft)
  const draw = (field: NotifierField) => (
    <MailField
      key={field.key}
      field={field}
      value={draft[field.key] ?? ''}
      isKept={card.secretsKept.includes(field.key)}
      isAskedAgain={isAskedAgain}
      change={(value) => setDraft((before) => suggested(field, before, value))}
    />
  )
  return (
    <Section title={words.settings} aside={words.settingsNote}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate({ isTested: true })
        }}
      >
        {card.fields.filter(({ isRare }) => !isRare).map(draw)}
        <details className="mail-rare" open={isRareSet(card)}>
          <summary>{words.rare}</summary>
          {card.fields.filter(({ isRare }) => isRare).map(draw)}
        </details>
        {save.error ? <SaveTrouble card={card} error={save.error} /> : null}
        {save.isPending && save.variables.isTested ? <p role="status">{words.testing}</p> : null}
        <div className="dialog-verbs">
          {card.isSetUp ? <SwitchOff path={path} /> : null}
          <Button disabled={save.isPending} onClick={() => save.mutate({ isTested: false })}>
            {ui.save}
          </Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {words.saveAndTest}
          </Button>
        </div>
      </form>
    </Section>
  )
}

/** Something is set there already: folded away, it would be overlooked. */
function isRareSet({ fields, values }: NotifierCard): boolean {
  return fields.some(({ key, isRare, fallback }) => isRare && (values[key] ?? fallback) !== fallback)
}

/** A refused field by its name in the form. */
function SaveTrouble({ card, error }: { readonly card: NotifierCard; readonly error: Error }) {
  const words = useWords(MAIL_WORDS)
  const { locale } = useLocale()
  const field = error instanceof Refusal ? card.fields.find(({ key }) => error.field === `values/${key}`) : undefined
  if (!field) return <RefusalText error={error} />
  return (
    <div className="refusal" role="alert">
      {words.badField({ field: field.names[locale] })}
    </div>
  )
}

function SwitchOff({ path }: { readonly path: string }) {
  const words = useWords(MAIL_WORDS)
  const ui = useWords(UI_WORDS)
  const queries = useQueryClient()
  const off = useMutation({
    mutationFn: () => remove(`${path}/settings`),
    onSettled: () => queries.invalidateQueries({ queryKey: ['notifiers'] }),
  })
  return (
    <Popconfirm
      title={words.removeWhat}
      okText={words.remove}
      cancelText={ui.cancel}
      okButtonProps={{ danger: true }}
      onConfirm={() => off.mutate()}
    >
      <Button danger loading={off.isPending}>
        {words.remove}
      </Button>
    </Popconfirm>
  )
}
