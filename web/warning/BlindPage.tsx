import { Link } from 'react-router'
import type { Blindness, Trouble } from '../../server/warning/blind-schema.ts'
import { serverNow } from '../api.ts'
import { Asked } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty, PageHead, Section, Tag } from '../ui/Pieces.tsx'
import { BlindRemedy, useTroubleText } from './BlindTrouble.tsx'
import { BLIND_WORDS } from './blind-words.ts'
import { useBlindness } from './use-blindness.ts'

/** Do we see everything? What does not work now, and what did not lately. */
export function BlindPage() {
  const words = useWords(BLIND_WORDS)
  const blindness = useBlindness()
  return (
    <>
      <PageHead title={words.title} note={words.note} />
      <Asked query={blindness}>
        {(data) => (
          <>
            <Section title={words.now}>
              {data.troubles.length > 0 ? (
                <ul className="plain-list">
                  {data.troubles.map((trouble) => (
                    <Present key={trouble.code + trouble.subject} trouble={trouble} />
                  ))}
                </ul>
              ) : (
                <Nothing data={data} />
              )}
            </Section>
            <Section title={words.past}>
              {data.past.length === 0 ? <p className="soft">{words.nothingPast}</p> : null}
              <ul className="plain-list">
                {data.past.map((trouble) => (
                  <Past key={trouble.code + trouble.subject + trouble.since} trouble={trouble} />
                ))}
              </ul>
            </Section>
          </>
        )}
      </Asked>
    </>
  )
}

function Nothing({ data }: { readonly data: Blindness }) {
  const words = useWords(BLIND_WORDS)
  const format = useFormat()
  if (data.state === 'not-set-up')
    return (
      <Empty title={words.notSetUp}>
        <p>{words.notSetUpNote}</p>
        <Link to="/sources">{words.addSource}</Link>
      </Empty>
    )
  const note = data.checkedAt ? words.wellNote({ time: format.moment(data.checkedAt, serverNow()) }) : null
  return <Empty title={words.well}>{note}</Empty>
}

function Present({ trouble }: { readonly trouble: Trouble }) {
  const words = useWords(BLIND_WORDS)
  const format = useFormat()
  const textOf = useTroubleText()
  return (
    <li>
      <div className="row-tags">
        <strong className="row-title">{textOf(trouble)}</strong>
        {trouble.isGrave ? <Tag kind="warn">{words.grave}</Tag> : null}
      </div>
      <div className="soft">
        {words.since({ time: format.moment(trouble.since, serverNow()) })} · <BlindRemedy trouble={trouble} />
      </div>
    </li>
  )
}

function Past({ trouble }: { readonly trouble: Trouble }) {
  const words = useWords(BLIND_WORDS)
  const format = useFormat()
  const textOf = useTroubleText()
  const { since, until } = trouble
  const now = serverNow()
  const lastedMs = (until ? new Date(until) : now).getTime() - new Date(since).getTime()
  return (
    <li>
      {textOf(trouble)}
      <div className="soft small figures">
        {words.lasted({
          from: format.moment(since, now),
          to: format.moment(until ?? now, now),
          duration: format.duration(lastedMs),
        })}
      </div>
    </li>
  )
}
