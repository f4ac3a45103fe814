import { Button, Checkbox, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { type ChannelCard, type ChannelKind, RoomTopic } from '../../server/access/channel-schema.ts'
import { Refusal } from '../api.ts'
import { Asked, RefusalText } from '../ui/Asked.tsx'
import { useLocale, useWords } from '../ui/LocaleProvider.tsx'
import { LOCALE_NAMES } from '../ui/locale.ts'
import { Labelled } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import type { Locale } from '../ui/words.ts'
import { ChannelField } from './ChannelField.tsx'
import { ChannelKinds } from './ChannelKinds.tsx'
import { TestOutcome } from './ChannelTest.tsx'
import {
  type Draft,
  draftOf,
  type Form,
  formOf,
  isComplete,
  isElsewhere,
  suggested,
  valuesOf,
} from './channel-draft.ts'
import { CHANNEL_WORDS } from './channel-words.ts'
import { ROOM_TOPIC_WORDS } from './notice-words.ts'
import { CHOICE_WORDS } from './own-channel-words.ts'
import { useChannelKinds, useSaving, useTest } from './use-channels.ts'

type Room = Pick<ChannelCard, 'topics' | 'leastLevel' | 'locale'> & { readonly room: string }

/** Adds a channel or changes one: the form is made of what its kind states of itself. */
export function ChannelDialog(props: {
  readonly card: ChannelCard | undefined
  /** names of rooms that there are */
  readonly rooms: readonly string[]
  readonly close: () => void
}) {
  const words = useWords(CHANNEL_WORDS)
  const kinds = useChannelKinds()
  const { locale } = useLocale()
  const [chosen, setChosen] = useState<string | undefined>(props.card?.notifier)
  const name = kinds.data?.find(({ notifier }) => notifier === chosen)?.names[locale]
  return (
    <Modal
      open
      onCancel={props.close}
      width={680}
      footer={null}
      title={
        props.card ? words.editTitle({ name: props.card.name }) : name ? words.addTitle({ name }) : words.kindTitle
      }
    >
      <Asked query={kinds}>
        {(all) => {
          const kind = all.find(({ notifier }) => notifier === chosen)
          if (!kind) return <ChannelKinds kinds={all} choose={({ notifier }) => setChosen(notifier)} />
          return (
            <ChannelForm
              key={kind.notifier}
              {...props}
              kind={kind}
              back={props.card ? undefined : () => setChosen(undefined)}
            />
          )
        }}
      </Asked>
    </Modal>
  )
}

function ChannelForm(props: {
  readonly card: ChannelCard | undefined
  readonly kind: ChannelKind
  readonly rooms: readonly string[]
  readonly close: () => void
  readonly back: (() => void) | undefined
}) {
  const words = useWords(CHANNEL_WORDS)
  const ui = useWords(UI_WORDS)
  const { locale } = useLocale()
  const { card, kind } = props
  const form = formOf(kind, card)
  const [draft, setDraft] = useState<Draft>(() => draftOf(form))
  const [name, setName] = useState(card?.name ?? kind.names[locale])
  const [room, setRoom] = useState<Room>(() => roomOf(card))
  const { stored, saving, test, store } = useStoring(kind, card, props.close)
  const isRoom = kind.reaches === 'room'
  const isReady = isComplete(form, draft) && name.trim() !== ''
  const run = (isTested: boolean) => {
    const about = isRoom ? { ...room, room: room.room.trim() || name.trim() } : {}
    void store({ name: name.trim(), values: valuesOf(form, draft), ...about }, isTested)
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        run(true)
      }}
    >
      <p className="soft small">
        {kind.names[locale]} · {words.guide({ doc: kind.doc })}
      </p>
      <Labelled text={words.name} note={words.nameNote}>
        <Input value={name} maxLength={80} onChange={(event) => setName(event.target.value)} />
      </Labelled>
      <Fields form={form} draft={draft} change={setDraft} />
      {isRoom ? <RoomChoice room={room} rooms={props.rooms} change={setRoom} /> : null}
      {saving.error ? <SaveTrouble form={form} error={saving.error} /> : null}
      {stored ? <TestOutcome test={test} card={stored} /> : null}
      <div className="dialog-verbs">
        {props.back && !stored ? <Button onClick={props.back}>{words.back}</Button> : null}
        <Button onClick={props.close}>{test.data?.isSent ? ui.close : ui.cancel}</Button>
        <Button disabled={!isReady} onClick={() => run(false)}>
          {ui.save}
        </Button>
        <Button type="primary" htmlType="submit" disabled={!isReady} loading={saving.isPending || test.isPending}>
          {words.saveAndTest}
        </Button>
      </div>
    </form>
  )
}

/** A channel that was stored, and then failed its test, is changed by the next attempt instead of made twice. */
function useStoring(kind: ChannelKind, card: ChannelCard | undefined, close: () => void) {
  const [stored, setStored] = useState(card)
  const saving = useSaving()
  const test = useTest()
  const store = async (about: object, isTested: boolean): Promise<void> => {
    const body = stored ? about : { ...about, notifier: kind.notifier }
    try {
      const made = await saving.mutateAsync({ id: stored?.id, body })
      setStored(made)
      if (isTested) await test.mutateAsync(made.id)
      else close()
    } catch {
      // Shown by the form.
    }
  }
  return { stored, saving, test, store }
}

function roomOf(card: ChannelCard | undefined): Room {
  if (!card) return { room: '', topics: [...RoomTopic.enum], leastLevel: 2, locale: null }
  return { room: card.room ?? '', topics: card.topics, leastLevel: card.leastLevel, locale: card.locale }
}

function Fields(props: { readonly form: Form; readonly draft: Draft; readonly change: (next: Draft) => void }) {
  const words = useWords(CHANNEL_WORDS)
  const { form, draft } = props
  const isAskedAgain = isElsewhere(form, draft)
  const [plain, rare] = [form.fields.filter(({ isRare }) => !isRare), form.fields.filter(({ isRare }) => isRare)]
  const draw = (field: Form['fields'][number]) => (
    <ChannelField
      key={field.key}
      field={field}
      value={draft[field.key] ?? ''}
      isKept={form.secretsKept.includes(field.key)}
      isAskedAgain={isAskedAgain && !field.guardsSecrets}
      change={(value) => props.change(suggested(field, draft, value))}
    />
  )
  return (
    <>
      {plain.map(draw)}
      {rare.length > 0 ? (
        <details className="channel-rare" open={isRareSet(form)}>
          <summary>{words.rare}</summary>
          {rare.map(draw)}
        </details>
      ) : null}
    </>
  )
}

/** Something is set there already: folded away, it would be overlooked. */
function isRareSet({ fields, values }: Form): boolean {
  return fields.some(({ key, isRare, fallback }) => isRare && (values[key] ?? fallback) !== fallback)
}

function RoomChoice(props: {
  readonly room: Room
  readonly rooms: readonly string[]
  readonly change: (next: Room) => void
}) {
  const words = useWords(CHANNEL_WORDS)
  const choice = useWords(CHOICE_WORDS)
  const topics = useWords(ROOM_TOPIC_WORDS)
  const { room } = props
  return (
    <>
      <Labelled text={words.roomName} note={words.roomNote}>
        <Input
          value={room.room}
          maxLength={80}
          list="room-names"
          onChange={(event) => props.change({ ...room, room: event.target.value })}
        />
        <datalist id="room-names">
          {props.rooms.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      </Labelled>
      <fieldset className="field">
        <legend>{words.roomTopics}</legend>
        <Checkbox.Group
          className="radio-list"
          value={[...room.topics]}
          onChange={(next) => props.change({ ...room, topics: next })}
          options={RoomTopic.enum.map((topic) => ({ value: topic, label: topics[topic] }))}
        />
      </fieldset>
      <Labelled text={words.roomLevel}>
        <Select
          value={room.leastLevel}
          onChange={(leastLevel) => props.change({ ...room, leastLevel })}
          options={([1, 2, 3] as const).map((level) => ({ value: level, label: choice[`level${level}`] }))}
        />
      </Labelled>
      <Labelled text={words.roomLocale}>
        <Select<Locale | ''>
          value={room.locale ?? ''}
          onChange={(next) => props.change({ ...room, locale: next === '' ? null : next })}
          options={[
            { value: '', label: words.roomLocaleOrganisation },
            ...(['zh-Hant', 'zh-Hans', 'en'] as const).map((value) => ({ value, label: LOCALE_NAMES[value] })),
          ]}
        />
      </Labelled>
    </>
  )
}

/** A refused field by its name in the form. */
function SaveTrouble({ form, error }: { readonly form: Form; readonly error: Error }) {
  const words = useWords(CHANNEL_WORDS)
  const { locale } = useLocale()
  const field = error instanceof Refusal ? form.fields.find(({ key }) => error.field === `values/${key}`) : undefined
  if (!field) return <RefusalText error={error} />
  return (
    <div className="refusal" role="alert">
      {words.badField({ field: field.names[locale] })}
    </div>
  )
}
