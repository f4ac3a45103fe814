import { useState } from 'react'
import type { Recording } from '../../server/monitoring/recording-schema.ts'
import { Asked } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty, PageHead, Section, ZoneNote } from '../ui/Pieces.tsx'
import { ReplayRecording, ReplayRecordings } from './ReplayRecordings.tsx'
import { ReplayRunCard } from './ReplayRunCard.tsx'
import { ReplayStart } from './ReplayStart.tsx'
import { REPLAY_WORDS } from './replay-words.ts'
import { useRecordings, useRuns } from './use-replays.ts'

/** Recordings, and what plays: chosen in three steps, steered while it runs. */
export function ReplaysPage() {
  const words = useWords(REPLAY_WORDS)
  const recordings = useRecordings()
  const runs = useRuns()
  const [chosen, setChosen] = useState<Recording>()
  return (
    <>
      <PageHead title={words.title} note={words.note}>
        <ZoneNote />
      </PageHead>
      <div className="columns">
        <div className="column">
          <Section title={words.start}>
            <h3>{words.stepWhat}</h3>
            <ReplayRecording chosen={chosen} choose={setChosen} />
            {chosen ? <ReplayStart key={chosen.id} recording={chosen} /> : null}
          </Section>
          <Section title={words.recordings}>
            <Asked query={recordings}>
              {(all) => <ReplayRecordings recordings={all} chosen={chosen} choose={setChosen} />}
            </Asked>
          </Section>
        </div>
        <div className="column">
          <Section title={words.runs}>
            <Asked query={runs}>
              {(all) =>
                all.length === 0 ? (
                  <Empty title={words.noRuns} />
                ) : (
                  <ul className="replay-runs">
                    {all.map((run) => (
                      <ReplayRunCard
                        key={run.id}
                        run={run}
                        again={() => setChosen(recordings.data?.find(({ id }) => id === run.recordingId))}
                      />
                    ))}
                  </ul>
                )
              }
            </Asked>
          </Section>
        </div>
      </div>
    </>
  )
}
