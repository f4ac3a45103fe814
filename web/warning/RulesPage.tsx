import { Link } from 'react-router'
import type { TrackRule, TrackRules } from '../../server/warning/rule-schema.ts'
import { useMay } from '../access/me.ts'
import { Asked } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty, PageHead, Tag } from '../ui/Pieces.tsx'
import { RULE_WORDS } from './rule-words.ts'
import { useRules } from './use-rules.ts'

/** What calls people, track by track, in one sentence each. */
export function RulesPage() {
  const words = useWords(RULE_WORDS)
  const rules = useRules()
  return (
    <>
      <PageHead title={words.title} note={words.note}>
        <Link to="/alerts/quality" className="plain-link">
          {words.quality}
        </Link>
      </PageHead>
      <Asked query={rules}>
        {(tracks) =>
          tracks.length === 0 ? (
            <Empty title={words.none}>
              <Link to="/tracks/new">{words.noneNote}</Link>
            </Empty>
          ) : (
            <ul className="rows">
              {tracks.map((track) => (
                <TrackRow key={track.trackId} track={track} />
              ))}
            </ul>
          )
        }
      </Asked>
    </>
  )
}

function TrackRow({ track }: { readonly track: TrackRules }) {
  const words = useWords(RULE_WORDS)
  const may = useMay()
  return (
    <li className="row-card track-row">
      <div>
        <Link to={`/alerts/rules/${track.trackId}`} className="row-title">
          {track.trackName}
        </Link>
        <ul className="rule-lines">
          {track.rules.map((rule) => (
            <RuleLine key={rule.detector} rule={rule} />
          ))}
        </ul>
      </div>
      <Link
        to={`/alerts/rules/${track.trackId}`}
        className="plain-link"
        aria-label={`${words.edit} ${track.trackName}`}
      >
        {may('rules.edit') ? words.edit : words.look}
      </Link>
    </li>
  )
}

function RuleLine({ rule }: { readonly rule: TrackRule }) {
  const words = useWords(RULE_WORDS)
  const format = useFormat()
  const { sent, falseAlarms } = rule
  return (
    <li>
      <span className="rule-name">{rule.names[format.locale]}</span>
      <span>
        {rule.mode === 'off' ? <Tag kind="warn">{words.offTag}</Tag> : <RuleSentence rule={rule} />}{' '}
        {rule.shadow ? <Tag kind="drill">{words.shadowTag}</Tag> : null}
        <span className="soft small figures"> {words.last30({ sent, wrong: falseAlarms })}</span>
      </span>
    </li>
  )
}

export function RuleSentence({ rule }: { readonly rule: TrackRule }) {
  const words = useWords(RULE_WORDS)
  return <>{rule.live ? words.budgetSays({ days: rule.live.settings.budgetDays }) : words.defaultSays}</>
}
