import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Radio } from 'antd'
import { useState } from 'react'
import type { Policies, PolicySet, CallPreview as Preview } from '../../server/oncall/schema.ts'
import { useMe } from '../access/me.ts'
import { post, serverNow } from '../api.ts'
import { dayAfter, localText, utcOf } from '../monitoring/local-time.ts'
import { Asked } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { CallCourse } from './CallCourse.tsx'
import { LEVELS, type Level } from './policy-draft.ts'
import { POLICY_WORDS } from './policy-words.ts'
import { ONCALL_KEY } from './use-oncall.ts'
import { ONCALL_WORDS } from './words.ts'

/** Suppose that something of a level comes at a moment, and nobody answers. @param set as edited; else the policies that hold */
export function CallPreview(props: { readonly set?: PolicySet; readonly notifiers: Policies['notifiers'] }) {
  const words = useWords(ONCALL_WORDS)
  const own = useWords(POLICY_WORDS)
  const { zone } = useMe().organisation
  const [level, setLevel] = useState<Level>(1)
  const [text, setText] = useState(() => localText(serverNow().toISOString(), zone))
  const at = utcOf(text, zone)
  const preview = useQuery({
    queryKey: [...ONCALL_KEY, 'call-preview', at, level, props.set],
    queryFn: () => post<Preview>('/api/oncall/call-previews', { at, level, ...(props.set ? { set: props.set } : {}) }),
    placeholderData: keepPreviousData,
    retry: false,
  })
  const moments: [string, string][] = [
    [own.now, localText(serverNow().toISOString(), zone)],
    [own.atNight, `${dayOf(1, zone)}T03:10`],
    [own.onSaturday, `${saturdayOf(zone)}T14:00`],
  ]
  return (
    <Section title={own.preview} aside={props.set ? own.draftNote : null}>
      <div className="oncall-form">
        <span>{own.previewWhen}</span>
        <input
          className="plain-input"
          type="datetime-local"
          value={text}
          aria-label={own.previewWhen}
          onChange={(event) => event.target.value !== '' && setText(event.target.value)}
        />
        {moments.map(([name, value]) => (
          <Button key={name} size="small" onClick={() => setText(value)}>
            {name}
          </Button>
        ))}
      </div>
      <Radio.Group
        value={level}
        onChange={(event) => setLevel(event.target.value)}
        optionType="button"
        aria-label={own.previewLevel}
        options={LEVELS.map((n) => ({ value: n, label: words.level({ n }) }))}
        className="oncall-levels"
      />
      <Asked query={preview}>{(data) => <CallCourse preview={data} notifiers={props.notifiers} />}</Asked>
    </Section>
  )
}

/** `YYYY-MM-DD`, so many days from today in a zone. */
function dayOf(days: number, zone: string): string {
  return dayAfter(localText(serverNow().toISOString(), zone).slice(0, 10), days)
}

function saturdayOf(zone: string): string {
  const weekday = new Date(dayOf(0, zone)).getUTCDay()
  return dayOf((6 - weekday + 7) % 7, zone)
}
