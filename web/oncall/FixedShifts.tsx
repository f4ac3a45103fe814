import { Button, InputNumber, Select } from 'antd'
import { useState } from 'react'
import type { FixedShift, OncallPage, RosterBody } from '../../server/oncall/schema.ts'
import { serverNow } from '../api.ts'
import { localText, utcOf } from '../monitoring/local-time.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Labelled, Tag } from '../ui/Pieces.tsx'
import { inOrder, losesTime, MOST_FIXED, movedBy, repeated } from './fixed-shifts.ts'
import { ROSTER_WORDS } from './roster-words.ts'

const HALF_DAY = 12 * 3_600_000
const HOUR = 3_600_000

type Props = {
  readonly page: OncallPage
  readonly body: RosterBody
  readonly change: (part: Partial<RosterBody>) => void
}

/** Who is on call from one moment to another, before all rotations. */
export function FixedShifts({ page, body, change }: Props) {
  const words = useWords(ROSTER_WORDS)
  const { fixed, zone } = body
  const now = serverNow().toISOString()
  const isPast = ({ to }: FixedShift): boolean => to <= now
  const past = fixed.filter(isPast).length
  const loses = losesTime(fixed)
  const set = (next: readonly FixedShift[]) => change({ fixed: [...next] })
  const [person] = page.people.filter(({ isHere }) => isHere)
  const replace = (n: number, shift: FixedShift) => set(fixed.map((each, place) => (place === n ? shift : each)))
  return (
    <fieldset className="oncall-layer">
      <legend>{words.fixed}</legend>
      <p className="soft small">{words.fixedNote}</p>
      {past > 0 ? (
        <p className="oncall-bar soft">
          {words.past({ n: past })}
          <Button size="small" onClick={() => set(fixed.filter((shift) => !isPast(shift)))}>
            {words.removePast}
          </Button>
        </p>
      ) : null}
      {fixed.map((shift, n) =>
        isPast(shift) && shift.to > shift.from ? null : (
          <FixedRow
            // biome-ignore lint/suspicious/noArrayIndexKey: shifts have no names but their places; sorting would take the field away under the hand
            key={n}
            page={page}
            zone={zone}
            shift={shift}
            losesTime={loses[n] ?? false}
            change={(next) => replace(n, next)}
            add={(more) => set(inOrder([...fixed, ...more]))}
            room={MOST_FIXED - fixed.length}
            remove={() => set(fixed.filter((_, place) => place !== n))}
          />
        ),
      )}
      <Button
        disabled={!person || fixed.length >= MOST_FIXED}
        onClick={() => person && set([...fixed, newShift(person.id, fixed)])}
      >
        {words.addFixed}
      </Button>
    </fieldset>
  )
}

type RowProps = {
  readonly page: OncallPage
  readonly zone: string
  readonly shift: FixedShift
  readonly losesTime: boolean
  /** how many more a roster may hold */
  readonly room: number
  readonly change: (shift: FixedShift) => void
  readonly add: (more: readonly FixedShift[]) => void
  readonly remove: () => void
}

function FixedRow(props: RowProps) {
  const words = useWords(ROSTER_WORDS)
  const { page, zone, shift, change } = props
  const [isRepeating, setRepeating] = useState(false)
  const people = page.people
    .filter(({ id, isHere }) => isHere || id === shift.personId)
    .map(({ id, name }) => ({ value: id, label: name }))
  const time = (key: 'from' | 'to') => (
    <input
      className="plain-input"
      type="datetime-local"
      value={localText(shift[key], zone)}
      aria-label={words[key]}
      onChange={(event) => event.target.value !== '' && change({ ...shift, [key]: utcOf(event.target.value, zone) })}
    />
  )
  return (
    <div className="oncall-fixed">
      <div className="oncall-form">
        <Select
          value={shift.personId}
          onChange={(personId) => change({ ...shift, personId })}
          options={people}
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={words.fixedWho}
        />
        {time('from')}
        <span aria-hidden="true">–</span>
        {time('to')}
      </div>
      <div className="oncall-bar">
        <Button size="small" onClick={() => change(movedBy(shift, -1, zone))}>
          {words.dayEarlier}
        </Button>
        <Button size="small" onClick={() => change(movedBy(shift, 1, zone))}>
          {words.dayLater}
        </Button>
        <Button size="small" aria-expanded={isRepeating} onClick={() => setRepeating(!isRepeating)}>
          {words.repeat}
        </Button>
        <Button size="small" danger onClick={props.remove}>
          {words.remove}
        </Button>
        <Troubles {...props} />
      </div>
      {isRepeating ? (
        <RepeatForm
          room={props.room}
          add={(given) => {
            props.add(repeated(shift, given, zone).slice(1))
            setRepeating(false)
          }}
        />
      ) : null}
    </div>
  )
}

/** What is wrong with a shift; a conflict is allowed, since it may be meant. */
function Troubles({ page, shift, losesTime }: RowProps) {
  const words = useWords(ROSTER_WORDS)
  const person = page.people.find(({ id }) => id === shift.personId)
  return (
    <>
      {shift.to <= shift.from ? <Tag kind="warn">{words.endsBefore}</Tag> : null}
      {losesTime ? <Tag kind="warn">{words.conflict}</Tag> : null}
      {person?.isHere ? null : <Tag kind="warn">{words.notHere}</Tag>}
    </>
  )
}

type Times = { readonly everyDays: number; readonly times: number }

function RepeatForm({ room, add }: { readonly room: number; readonly add: (given: Times) => void }) {
  const words = useWords(ROSTER_WORDS)
  const [everyDays, setEvery] = useState(7)
  const [times, setTimes] = useState(3)
  return (
    <div className="oncall-form">
      <Labelled text={words.everyDays}>
        <InputNumber min={1} max={365} value={everyDays} onChange={(days) => setEvery(days ?? 7)} />
      </Labelled>
      <Labelled text={words.times}>
        <InputNumber min={1} max={Math.max(1, Math.min(60, room))} value={times} onChange={(n) => setTimes(n ?? 1)} />
      </Labelled>
      <Button disabled={room < times} onClick={() => add({ everyDays, times })}>
        {words.repeatDo}
      </Button>
    </div>
  )
}

/** After the last one, else from the next full hour on; twelve hours. */
function newShift(personId: string, fixed: readonly FixedShift[]): FixedShift {
  const soon = Math.ceil(serverNow().getTime() / HOUR) * HOUR
  const from = Math.max(soon, ...fixed.map(({ to }) => Date.parse(to)))
  return { personId, from: new Date(from).toISOString(), to: new Date(from + HALF_DAY).toISOString() }
}
