import { Button, Checkbox, Input, InputNumber, Modal, Select } from 'antd'
import { useState } from 'react'
import type { Layer, OncallPage, RosterBody, RosterPage } from '../../server/oncall/schema.ts'
import { useMe } from '../access/me.ts'
import { post, put, serverNow } from '../api.ts'
import { localText } from '../monitoring/local-time.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { swapped } from '../ui/order.ts'
import { Labelled } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { ZoneInput } from '../ui/ZoneInput.tsx'
import { FixedShifts } from './FixedShifts.tsx'
import { RosterPreview } from './RosterPreview.tsx'
import { ROSTER_WORDS } from './roster-words.ts'
import { useOncallVerb } from './use-oncall.ts'
import { ONCALL_WORDS } from './words.ts'

const DAY = 86_400_000
/** As many as a roster may hold (RosterBody of server/oncall/schema.ts). */
const MOST_LAYERS = 12

/** Makes a roster, or changes one: people in the order of their turns, and when they hand over. */
export function RosterDialog(props: {
  readonly page: OncallPage
  readonly roster: RosterPage | undefined
  readonly close: () => void
}) {
  const words = useWords(ONCALL_WORDS)
  const ui = useWords(UI_WORDS)
  const { organisation } = useMe()
  const { roster, close } = props
  const [body, setBody] = useState<RosterBody>(
    roster?.body ?? {
      name: words.title,
      zone: organisation.zone,
      heedsHolidays: true,
      layers: [newLayer(organisation.zone)],
      fixed: [],
    },
  )
  const save = useOncallVerb(async () => {
    if (roster) await put(`/api/oncall/rosters/${roster.id}`, { version: roster.version, body })
    else await post('/api/oncall/rosters', body)
    close()
  })
  const change = (part: Partial<RosterBody>) => setBody((before) => ({ ...before, ...part }))
  return (
    <Modal open onCancel={close} title={roster ? words.editRoster : words.addRoster} footer={null} width={860}>
      <Labelled text={words.name}>
        <Input value={body.name} maxLength={60} onChange={(event) => change({ name: event.target.value })} />
      </Labelled>
      <ZoneField zone={body.zone} change={(zone) => change({ zone })} />
      <Checkbox checked={body.heedsHolidays} onChange={(event) => change({ heedsHolidays: event.target.checked })}>
        {words.heeds}
      </Checkbox>
      <Layers page={props.page} body={body} change={change} />
      <FixedShifts page={props.page} body={body} change={change} />
      <RosterPreview page={props.page} rosterId={roster?.id} body={body} />
      {save.error ? <RefusalText error={save.error} /> : null}
      <div className="dialog-verbs">
        <Button onClick={close}>{ui.cancel}</Button>
        <Button
          type="primary"
          loading={save.isPending}
          disabled={body.name.trim() === ''}
          onClick={() => save.mutate()}
        >
          {ui.save}
        </Button>
      </div>
    </Modal>
  )
}

function ZoneField({ zone, change }: { readonly zone: string; readonly change: (zone: string) => void }) {
  const words = useWords(ONCALL_WORDS)
  const own = useWords(ROSTER_WORDS)
  return (
    <Labelled text={words.zone}>
      <ZoneInput value={zone} placeholder={own.zoneHint} change={change} />
    </Labelled>
  )
}

function Layers(props: {
  readonly page: OncallPage
  readonly body: RosterBody
  readonly change: (part: Partial<RosterBody>) => void
}) {
  const words = useWords(ONCALL_WORDS)
  const own = useWords(ROSTER_WORDS)
  const { body, change } = props
  const changeLayer = (n: number, part: Partial<Layer>) =>
    change({ layers: body.layers.map((layer, each) => (each === n ? { ...layer, ...part } : layer)) })
  return (
    <>
      {body.layers.map((layer, n) => (
        <fieldset key={layer.id} className="oncall-layer">
          <legend>
            {words.layer} {n + 1}{' '}
            {n > 0 ? (
              <Button size="small" onClick={() => change({ layers: swapped(body.layers, n, n - 1) })}>
                {own.up}
              </Button>
            ) : null}{' '}
            <Button size="small" onClick={() => change({ layers: body.layers.filter((each) => each.id !== layer.id) })}>
              {words.removeLayer}
            </Button>
          </legend>
          <LayerFields page={props.page} layer={layer} change={(part) => changeLayer(n, part)} />
        </fieldset>
      ))}
      <div className="oncall-bar">
        <Button
          disabled={body.layers.length >= MOST_LAYERS}
          onClick={() => change({ layers: [...body.layers, newLayer(body.zone)] })}
        >
          {words.addLayer}
        </Button>
        {body.layers.length > 1 ? <span className="soft small">{own.rotationsNote}</span> : null}
      </div>
    </>
  )
}

function LayerFields(props: {
  readonly page: OncallPage
  readonly layer: Layer
  readonly change: (part: Partial<Layer>) => void
}) {
  const words = useWords(ONCALL_WORDS)
  const { page, layer, change } = props
  const people = page.people
    .filter(({ id, isHere }) => isHere || layer.people.includes(id))
    .map(({ id, name }) => ({ value: id, label: name }))
  return (
    <>
      <Labelled text={words.people}>
        <Select
          mode="multiple"
          className="wide"
          value={[...layer.people]}
          onChange={(ids) => change({ people: ids })}
          options={people}
          optionFilterProp="label"
        />
      </Labelled>
      <LayerTimes layer={layer} change={change} />
      <Labelled text={words.weekdays}>
        <Select
          mode="multiple"
          className="wide"
          value={[...layer.weekdays]}
          onChange={(weekdays) => weekdays.length > 0 && change({ weekdays })}
          options={[1, 2, 3, 4, 5, 6, 7].map((value) => ({ value, label: weekdayName(value) }))}
        />
      </Labelled>
    </>
  )
}

type LayerProps = { readonly layer: Layer; readonly change: (part: Partial<Layer>) => void }

function LayerTimes({ layer, change }: LayerProps) {
  const words = useWords(ONCALL_WORDS)
  const kinds = { every: words.every, work: words.work, off: words.off }
  const hour = (key: 'handOverAt' | 'from' | 'to') => (
    <input
      className="plain-input"
      type="time"
      value={layer[key]}
      onChange={(event) => event.target.value !== '' && change({ [key]: event.target.value })}
    />
  )
  return (
    <div className="oncall-form">
      <Labelled text={words.startsOn}>
        <input
          className="plain-input"
          type="date"
          value={layer.startsOn}
          onChange={(event) => event.target.value !== '' && change({ startsOn: event.target.value })}
        />
      </Labelled>
      <Labelled text={words.handOverAt}>{hour('handOverAt')}</Labelled>
      <Labelled text={words.turnDays}>
        <InputNumber min={1} max={56} value={layer.turnDays} onChange={(days) => change({ turnDays: days ?? 7 })} />
      </Labelled>
      <Labelled text={words.dayKind}>
        <Select
          value={layer.dayKind}
          onChange={(dayKind) => change({ dayKind })}
          options={Object.entries(kinds).map(([value, label]) => ({ value: value as Layer['dayKind'], label }))}
        />
      </Labelled>
      <Labelled text={words.hours} note={words.wholeDay}>
        <span className="oncall-bar">
          {hour('from')}–{hour('to')}
        </span>
      </Labelled>
    </div>
  )
}

function newLayer(zone: string): Layer {
  return {
    id: crypto.randomUUID(),
    name: '',
    people: [],
    // Since yesterday: whoever makes it in the small hours is on call at once, and not from the next hand-over on.
    startsOn: localText(new Date(serverNow().getTime() - DAY).toISOString(), zone).slice(0, 10),
    handOverAt: '09:00',
    turnDays: 7,
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    dayKind: 'every',
    from: '09:00',
    to: '09:00',
  }
}

/** 1 Monday … 7 Sunday; 1 January 2024 was a Monday. */
function weekdayName(weekday: number): string {
  const language = document.documentElement.lang || 'en'
  return new Intl.DateTimeFormat(language, { timeZone: 'UTC', weekday: 'short' }).format(
    new Date(Date.UTC(2024, 0, weekday)),
  )
}
