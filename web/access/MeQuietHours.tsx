import { Button, Checkbox, Input, Switch } from 'antd'
import { useState } from 'react'
import type { QuietHours } from '../../server/access/channel-schema.ts'
import { Asked, RefusalText } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Labelled, Section } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { ZoneInput } from '../ui/ZoneInput.tsx'
import { DAY_WORDS, OWN_CHANNEL_WORDS } from './own-channel-words.ts'
import { useOwnChannels, useQuietHours } from './use-own-channels.ts'

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const

/** When one is not to be disturbed, and what does it all the same. */
export function MeQuietHours() {
  const words = useWords(OWN_CHANNEL_WORDS)
  const own = useOwnChannels()
  return (
    <Section title={words.quiet}>
      <p className="soft small">{words.quietNote}</p>
      {/* Anew when they are stored, also in another window. */}
      <Asked query={own}>{({ quietHours }) => <Hours key={JSON.stringify(quietHours)} stored={quietHours} />}</Asked>
    </Section>
  )
}

function Hours({ stored }: { readonly stored: QuietHours }) {
  const words = useWords(OWN_CHANNEL_WORDS)
  const ui = useWords(UI_WORDS)
  const [hours, setHours] = useState(stored)
  const save = useQuietHours()
  const change = (part: Partial<QuietHours>) => setHours((before) => ({ ...before, ...part }))
  const turn = (isOn: boolean) => {
    change({ isOn })
    save.mutate({ ...hours, isOn })
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate(hours)
      }}
    >
      <div className="notice-choice">
        <span>
          {hours.starts}–{hours.ends}
          {hours.ends <= hours.starts ? <span className="soft small"> {words.quietNext}</span> : null}
        </span>
        <Switch checked={hours.isOn} aria-label={words.quiet} onChange={turn} />
      </div>
      {hours.isOn ? (
        <>
          <Times hours={hours} change={change} />
          <div className="dialog-verbs">
            <Button type="primary" htmlType="submit" loading={save.isPending} disabled={!canBeMeant(hours)}>
              {ui.save}
            </Button>
          </div>
        </>
      ) : null}
      {save.error ? <RefusalText error={save.error} /> : null}
    </form>
  )
}

function canBeMeant({ days, starts, ends }: QuietHours): boolean {
  return days.length > 0 && starts !== ends && starts !== '' && ends !== ''
}

function Times(props: { readonly hours: QuietHours; readonly change: (part: Partial<QuietHours>) => void }) {
  const words = useWords(OWN_CHANNEL_WORDS)
  const days = useWords(DAY_WORDS)
  const { hours, change } = props
  return (
    <>
      <div className="quiet-times">
        <Labelled text={words.quietFrom}>
          <Input type="time" value={hours.starts} onChange={({ target }) => change({ starts: target.value })} />
        </Labelled>
        <Labelled text={words.quietTo}>
          <Input type="time" value={hours.ends} onChange={({ target }) => change({ ends: target.value })} />
        </Labelled>
        <Labelled text={words.quietZone}>
          <ZoneInput value={hours.zone} change={(zone) => change({ zone })} />
        </Labelled>
      </div>
      <fieldset className="field">
        <legend>{words.quietDays}</legend>
        <Checkbox.Group
          value={[...hours.days]}
          onChange={(next) => change({ days: [...next].sort() })}
          options={DAYS.map((day) => ({ value: day as number, label: days[`day${day}`] }))}
        />
      </fieldset>
    </>
  )
}
