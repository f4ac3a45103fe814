import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { QualityPage as Page } from '../../server/warning/quality-schema.ts'
import { get } from '../api.ts'
import { Asked } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty, PageHead, Section } from '../ui/Pieces.tsx'
import { ALERT_WORDS } from './alert-words.ts'
import { QUALITY_WORDS, RULE_WORDS } from './rule-words.ts'

/** Were we called rightly, and in time? By what people marked and declared. */
export function QualityPage() {
  const words = useWords(QUALITY_WORDS)
  const rules = useWords(RULE_WORDS)
  const own = useWords(ALERT_WORDS)
  const quality = useQuery({
    queryKey: ['alert-quality'],
    queryFn: ({ signal }) => get<Page>('/api/alert-quality', {}, signal),
  })
  return (
    <>
      <PageHead title={words.title} note={words.note({ days: quality.data?.days ?? 90 })}>
        <Link to="/alerts/rules" className="plain-link">
          {rules.toRules}
        </Link>
      </PageHead>
      <Asked query={quality}>
        {({ whole, tracks }) =>
          whole.alerts === 0 && whole.declared === 0 ? (
            <Empty title={words.none}>{own.qualityNone}</Empty>
          ) : (
            <>
              <Section title={words.whole}>
                <Figures of={whole} />
              </Section>
              {tracks.filter(hasAny).map((track) => (
                <Section
                  key={track.trackId}
                  title={<Link to={`/alerts/rules/${track.trackId}`}>{track.trackName}</Link>}
                >
                  <Figures of={track} />
                </Section>
              ))}
              <Quiet names={tracks.filter((track) => !hasAny(track)).map(({ trackName }) => trackName)} />
            </>
          )
        }
      </Asked>
    </>
  )
}

const hasAny = ({ alerts, declared }: Page['whole']): boolean => alerts > 0 || declared > 0

/** Of these nothing can be said: in one line, so that they do not hide the others. */
function Quiet({ names }: { readonly names: readonly string[] }) {
  const own = useWords(ALERT_WORDS)
  const format = useFormat()
  if (names.length === 0) return null
  return <p className="soft">{own.qualityQuiet({ names: format.list(names) })}</p>
}

function Figures({ of }: { readonly of: Page['whole'] }) {
  const words = useWords(QUALITY_WORDS)
  const format = useFormat()
  const { precision, judged, recall, declared, missed, medianAcknowledgeMinutes, acknowledged } = of
  const share = (value: number | null): string => (value === null ? words.tooFew : format.share(value))
  const minutes = medianAcknowledgeMinutes
  const rows = [
    [words.precision, share(precision), judged === 0 ? words.precisionNone : words.precisionOf({ judged })],
    [words.recall, share(recall), declared === 0 ? words.recallNone : words.recallOf({ declared, missed })],
    [
      words.acknowledge,
      minutes === null ? words.tooFew : format.duration(minutes * 60_000),
      acknowledged === 0 ? words.acknowledgeNone : words.acknowledgeOf({ n: acknowledged }),
    ],
    [
      words.perWeek,
      of.alertsPerWeek === null ? words.tooFew : of.alertsPerWeek.toFixed(1),
      words.perWeekOf({ n: of.alerts, wrong: of.falseAlarms }),
    ],
  ] as const
  return (
    <dl className="quality">
      {rows.map(([name, value, note]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="figures">
            <strong className={value === words.tooFew ? 'too-few' : 'ink'}>{value}</strong>
            <span className="soft small">{note}</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}
