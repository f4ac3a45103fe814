import { Segmented } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { useMay } from '../access/me.ts'
import { serverNow } from '../api.ts'
import { CrisisRow } from '../crises/CrisesPage.tsx'
import { useOpenCrises } from '../frame/use-open-crises.ts'
import { useLive } from '../LiveProvider.tsx'
import { SourceRow, useSources } from '../monitoring/SourcesPage.tsx'
import { StartStrip } from '../start/StartStrip.tsx'
import { Asked } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useNow } from '../ui/hooks.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { AlertRow } from '../warning/AlertRow.tsx'
import { useAlerts } from '../warning/use-alerts.ts'
import { type DrawnWatch, useWatch } from '../warning/use-watch.ts'
import { Headline } from './Headline.tsx'
import { TrackMultiples } from './TrackMultiples.tsx'
import { OVERVIEW_WORDS } from './words.ts'

const HOURS = ['6', '24', '168'] as const

/** Is all well? One sentence, then what backs it. */
export function OverviewPage() {
  const [search, setSearch] = useSearchParams()
  const hours = Number(HOURS.find((each) => each === search.get('hours')) ?? '24')
  const isWall = search.get('wall') === '1'
  const watch = useWatch(hours, 30_000)
  useLive('warning.alert', () => void watch.refetch())
  const change = (name: string, value: string | undefined) =>
    setSearch((before) => {
      const after = new URLSearchParams(before)
      if (value) after.set(name, value)
      else after.delete(name)
      return after
    })
  return (
    <Asked query={watch}>
      {(data) => (
        <div className="overview">
          <Headline watch={data} hours={hours} />
          {isWall ? null : <StartStrip />}
          <div className="overview-columns">
            <Tracks watch={data} hours={hours} change={(next) => change('hours', next)} />
            <div className="column">
              <Crises />
              <Alerts />
              <Sources />
              <WallSwitch isWall={isWall} change={(on) => change('wall', on ? '1' : undefined)} />
            </div>
          </div>
        </div>
      )}
    </Asked>
  )
}

function Tracks(props: {
  readonly watch: DrawnWatch
  readonly hours: number
  readonly change: (hours: string) => void
}) {
  const words = useWords(OVERVIEW_WORDS)
  const format = useFormat()
  const until = `${format.moment(props.watch.until, serverNow())} ${format.zoneName}`
  return (
    <Section
      title={words.tracks}
      aside={
        <Segmented
          value={String(props.hours)}
          onChange={props.change}
          options={HOURS.map((each) => ({
            value: each,
            label: each === '168' ? words.days : words.hours({ n: each }),
          }))}
        />
      }
    >
      <p className="soft small">{words.tracksNote({ hours: props.hours, until })}</p>
      <TrackMultiples watch={props.watch} hours={props.hours} />
    </Section>
  )
}

function Crises() {
  const words = useWords(OVERVIEW_WORDS)
  const may = useMay()
  const crises = useOpenCrises()
  if (!may('crises.read')) return null
  return (
    <Section title={words.crises} aside={<Link to="/crises">{words.seeAll}</Link>}>
      <Asked query={crises}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="soft">{words.noCrises}</p>
          ) : (
            <ul className="rows rows-flat">
              {rows.slice(0, 3).map((crisis) => (
                <CrisisRow key={crisis.id} crisis={crisis} />
              ))}
            </ul>
          )
        }
      </Asked>
    </Section>
  )
}

function Alerts() {
  const words = useWords(OVERVIEW_WORDS)
  const alerts = useAlerts('live', 100)
  const now = useNow(10_000, serverNow)
  return (
    <Section title={words.alerts} aside={<Link to="/alerts">{words.seeAll}</Link>}>
      <Asked query={alerts}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="soft">{words.noAlerts}</p>
          ) : (
            <ul className="rows rows-flat">
              {rows.slice(0, 4).map((alert) => (
                <AlertRow key={alert.id} alert={alert} now={now} />
              ))}
            </ul>
          )
        }
      </Asked>
    </Section>
  )
}

function Sources() {
  const words = useWords(OVERVIEW_WORDS)
  const sources = useSources()
  const now = useNow(10_000, serverNow)
  return (
    <Section title={words.sources} aside={<Link to="/sources">{words.seeAll}</Link>}>
      <Asked query={sources}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="soft">{words.noSources}</p>
          ) : (
            <ul className="rows rows-flat">
              {rows.slice(0, 6).map((source) => (
                <SourceRow key={source.name} source={source} now={now} />
              ))}
            </ul>
          )
        }
      </Asked>
    </Section>
  )
}

function WallSwitch({ isWall, change }: { readonly isWall: boolean; readonly change: (on: boolean) => void }) {
  const words = useWords(OVERVIEW_WORDS)
  return (
    <button type="button" className="plain-button wide-only" onClick={() => change(!isWall)}>
      {isWall ? words.leaveWall : words.wall}
    </button>
  )
}
