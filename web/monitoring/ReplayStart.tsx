import { Button, Radio } from 'antd'
import { useState } from 'react'
import type { NewRun, Recording } from '../../server/monitoring/recording-schema.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { REPLAY_WORDS } from './replay-words.ts'
import { useStartRun } from './use-replays.ts'

const SPEEDS = [1, 10, 60, 100, 300, 1000] as const
const LONGEST_HERE_MS = 60 * 60_000

/** How fast and where to, and the button that says so. */
export function ReplayStart({ recording }: { readonly recording: Recording }) {
  const words = useWords(REPLAY_WORDS)
  const format = useFormat()
  const [speed, setSpeed] = useState<number | null>(100)
  const [into, setInto] = useState<NewRun['into']>('practice')
  const start = useStartRun()
  const lasts = speed === null ? 0 : recording.spanMs / speed
  return (
    <div className="stack">
      <h3>{words.stepHow}</h3>
      <Radio.Group
        value={speed ?? 0}
        onChange={(event) => setSpeed(Number(event.target.value) || null)}
        className="replay-ways"
      >
        {SPEEDS.map((each) => (
          <Radio.Button key={each} value={each}>
            {words.speedTimes({ n: each })}
          </Radio.Button>
        ))}
        <Radio.Button value={0}>{words.speedMax}</Radio.Button>
      </Radio.Group>
      {lasts > 0 ? <p className="soft small">{words.lasts({ time: format.duration(lasts) })}</p> : null}
      <h3>{words.stepWhere}</h3>
      <Radio.Group
        value={into}
        onChange={(event) => setInto(event.target.value as NewRun['into'])}
        className="radio-list"
      >
        <Radio value="practice">
          <strong>{words.practice}</strong>
          <div className="soft small">{words.practiceNote}</div>
        </Radio>
        <Radio value="here" disabled={lasts > LONGEST_HERE_MS}>
          <strong>{words.here}</strong>
          <div className="soft small">{words.hereNote}</div>
        </Radio>
      </Radio.Group>
      {start.error ? <RefusalText error={start.error} /> : null}
      <div>
        <Button
          type="primary"
          loading={start.isPending}
          disabled={into === 'here' && lasts > LONGEST_HERE_MS}
          onClick={() => start.mutate({ recordingId: recording.id, into, speed })}
        >
          {words.start}
        </Button>
      </div>
    </div>
  )
}
