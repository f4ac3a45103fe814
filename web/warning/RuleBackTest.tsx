import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { lazy, Suspense, useMemo, useState } from 'react'
import { Link } from 'react-router'
import { BACK_TEST_DAYS, type BackTest, type RuleSettings, type TrackRule } from '../../server/warning/rule-schema.ts'
import { post, serverNow } from '../api.ts'
import { named, PLATFORM_WORDS } from '../monitoring/terms.ts'
import { RefusalText } from '../ui/Asked.tsx'
import type { BandChart } from '../ui/chart-style.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Moment, Tag } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { RuleAbout } from './RuleAbout.tsx'
import { RuleMoment, RuleWhyNot } from './RuleMoment.tsx'
import { RULE_WORDS } from './rule-words.ts'

const Chart = lazy(async () => ({ default: (await import('../ui/Chart.tsx')).Chart }))
type Days = (typeof BACK_TEST_DAYS)[number]
const SHOWN = 12

type Props = {
  readonly trackId: string
  readonly rule: TrackRule
  /** undefined: what holds now */
  readonly settings: RuleSettings | undefined
}

/** What these settings would have sent, beside what was really sent. */
export function RuleBackTest({ trackId, rule, settings }: Props) {
  const words = useWords(RULE_WORDS)
  const [days, setDays] = useState<Days>(30)
  const { detector } = rule
  const asked = { detector, days, ...(settings ? { settings } : {}) }
  const test = useQuery({
    queryKey: ['back-test', trackId, asked],
    queryFn: () => post<BackTest>(`/api/alert-rules/${trackId}/back-tests`, asked),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
  return (
    <section className="rule-test" aria-busy={test.isFetching}>
      <div className="rule-test-head">
        <h3>{words.backTest}</h3>
        <Segmented
          value={days}
          onChange={(next) => setDays(next)}
          options={BACK_TEST_DAYS.map((n) => ({ value: n, label: words.days({ n }) }))}
        />
      </div>
      {test.error ? <RefusalText error={test.error} /> : null}
      {test.data ? (
        <Found test={test.data} days={days} trackId={trackId} rule={rule} settings={settings} isOld={test.isFetching} />
      ) : (
        <p role="status">{words.waiting}</p>
      )}
    </section>
  )
}

function Found(props: Props & { readonly test: BackTest; readonly days: Days; readonly isOld: boolean }) {
  const { test, days, trackId, rule, settings, isOld } = props
  const words = useWords(RULE_WORDS)
  return (
    <div className={isOld ? 'rule-old' : ''}>
      <p aria-live="polite" className="rule-verdict">
        <strong>{words.wouldSend({ n: test.fired.length, now: test.now, days })}</strong>
        <Losses test={test} />
      </p>
      {test.hasCurve ? <BackTestChart test={test} name={rule.names.en} /> : null}
      <p className="soft small">{words.inSample}</p>
      <Fired test={test} trackId={trackId} settings={settings} />
      <Sent test={test} />
      <RuleWhyNot
        trackId={trackId}
        detector={test.detector}
        settings={settings}
        isShare={test.isShare}
        hasCurve={test.hasCurve}
      />
    </div>
  )
}

function Losses({ test }: { readonly test: BackTest }) {
  const words = useWords(RULE_WORDS)
  const { crises, lostCrises: lost } = test
  const wrong = test.sent.filter(({ mark }) => mark === 'false')
  const gone = wrong.filter(({ isKept }) => !isKept).length
  return (
    <>
      <span className={lost > 0 ? 'trouble-text' : 'soft'}>
        {crises === 0 ? words.noCrises : lost === 0 ? words.losesNone({ crises }) : words.loses({ crises, lost })}
      </span>
      {wrong.length > 0 ? <span className="soft">{words.falseDropped({ n: wrong.length, gone })}</span> : null}
    </>
  )
}

function BackTestChart({ test, name }: { readonly test: BackTest; readonly name: string }) {
  const words = useWords(RULE_WORDS)
  const ui = useWords(UI_WORDS)
  const format = useFormat()
  const chart = useMemo<BandChart>(
    () => ({
      points: test.points.map(({ at, value, low, high, alarm }) => ({ at, value, low, high, isAlarm: alarm })),
      write: test.isShare ? format.share : (value: number) => format.size(Math.round(value)),
      usual: ui.usual,
      ...(test.isShare ? { least: 0.3 } : {}),
      marks: test.sent.slice(-8).map(({ at, number }) => ({ at, word: String(number) })),
    }),
    [test, format, ui],
  )
  if (test.points.length < 2) return <p className="soft">{words.noPoints}</p>
  const label = words.chartLabel({ name, n: test.points.length, alarms: test.fired.length })
  return (
    <Suspense fallback={<div style={{ height: 220 }} className="bone" />}>
      <Chart chart={chart} label={label} height={220} />
    </Suspense>
  )
}

function Fired({ test, trackId, settings }: Pick<Props, 'trackId' | 'settings'> & { readonly test: BackTest }) {
  const words = useWords(RULE_WORDS)
  const platforms = useWords(PLATFORM_WORDS)
  const format = useFormat()
  const [open, setOpen] = useState<string>()
  const shown = [...test.fired].reverse().slice(0, SHOWN)
  const write = test.isShare ? format.share : (value: number) => format.size(Math.round(value))
  if (shown.length === 0) return <p className="soft">{words.firedNone}</p>
  return (
    <>
      <h4>{words.firedTitle}</h4>
      <ul className="plain-list">
        {shown.map(({ at, cause, score, threshold, value, baseline, low, high, mark, about }) => (
          <li key={`${at} ${JSON.stringify(about ?? '')}`}>
            <div className="row-tags">
              <strong>
                <Moment at={at} now={serverNow()} />
              </strong>
              {mark ? <MarkTag mark={mark} /> : null}
              <button
                type="button"
                className="plain-button"
                aria-expanded={open === at}
                onClick={() => setOpen(open === at ? undefined : at)}
              >
                {words.showPosts}
              </button>
            </div>
            <div className="soft small figures">
              {cause === 'fixed'
                ? words.byCondition
                : words.scoreOf({ score: score.toFixed(2), threshold: threshold.toFixed(2) })}
              {' · '}
              {about?.platform === undefined || !test.hasCurve ? null : `${named(platforms, about.platform)} · `}
              {about && !test.hasCurve ? (
                <RuleAbout seen={{ detector: test.detector, value, baseline, about }} />
              ) : (
                words.valueOf({ value: write(value), low: write(low), high: write(high) })
              )}
            </div>
            {open === at ? (
              <RuleMoment
                trackId={trackId}
                asked={{ detector: test.detector, at, ...(settings ? { settings } : {}) }}
                isShare={test.isShare}
                hasCurve={test.hasCurve}
              />
            ) : null}
          </li>
        ))}
      </ul>
    </>
  )
}

function Sent({ test }: { readonly test: BackTest }) {
  const words = useWords(RULE_WORDS)
  if (test.sent.length === 0) return null
  return (
    <>
      <h4>{words.sentTitle}</h4>
      <ul className="plain-list">
        {[...test.sent]
          .reverse()
          .slice(0, SHOWN)
          .map(({ alertId, number, at, mark, isKept }) => (
            <li key={alertId}>
              <div className="row-tags">
                <Link to={`/alerts/${alertId}`}>{words.alertNumber({ number })}</Link>
                <Moment at={at} now={serverNow()} />
                <MarkTag mark={mark} />
                <span className={isKept ? 'soft' : mark === 'crisis' ? 'trouble-text' : 'ink'}>
                  {isKept ? words.sentKept : words.sentGone}
                </span>
              </div>
            </li>
          ))}
      </ul>
    </>
  )
}

function MarkTag({ mark }: { readonly mark: BackTest['sent'][number]['mark'] }) {
  const words = useWords(RULE_WORDS)
  if (mark === 'false') return <Tag kind="warn">{words.markFalse}</Tag>
  if (mark === 'crisis') return <Tag kind="level1">{words.markCrisis}</Tag>
  return <Tag kind="neutral">{mark === 'resolved' ? words.markResolved : words.markOpen}</Tag>
}
