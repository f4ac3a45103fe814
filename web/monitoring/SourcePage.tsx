import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Popconfirm } from 'antd'
import { Link, useParams } from 'react-router'
import type { SourcePage as Page, Source, SourceGap } from '../../server/monitoring/source-schema.ts'
import { useMay } from '../access/me.ts'
import { get, post, put, remove, serverNow } from '../api.ts'
import { Asked, RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useNow } from '../ui/hooks.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { PageHead, Section, ZoneNote } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { InboundMask } from './InboundMask.tsx'
import { SourceFacts } from './SourceFacts.tsx'
import { HealthTag, SourceTrouble, useKindName, useTroubleName } from './SourceHealth.tsx'
import { SourceHours } from './SourceHours.tsx'
import { SourceRuns } from './SourceRuns.tsx'
import { SourceSettings } from './SourceSettings.tsx'
import { SOURCE_WORDS } from './source-words.ts'
import { named, PROGRAM_WORDS } from './terms.ts'

export function useSource(sourceId: string) {
  return useQuery({
    queryKey: ['sources', sourceId],
    queryFn: ({ signal }) => get<Page>(`/api/sources/${sourceId}`, {}, signal),
    refetchInterval: 5000,
  })
}

/** One source: how it is, what came of it, and what can be done. */
export function SourcePage() {
  const { sourceId = '' } = useParams()
  const page = useSource(sourceId)
  return <Asked query={page}>{(data) => <Found page={data} />}</Asked>
}

function Found({ page }: { readonly page: Page }) {
  const words = useWords(SOURCE_WORDS)
  const programs = useWords(PROGRAM_WORDS)
  const kindName = useKindName()
  const now = useNow(10_000, serverNow)
  const { source } = page
  return (
    <>
      <PageHead
        title={named(programs, source.name)}
        note={`${kindName(source.kind)}${source.host ? ` · ${source.host}` : ''}`}
      >
        <Verbs source={source} />
      </PageHead>
      <div className="row-tags">
        <HealthTag health={source.health} />
        <SourceTrouble source={source} now={now} />
      </div>
      {(source.failure ?? source.gap) ? <Technical source={source} /> : null}
      {source.movedTo ? <Moved page={page} to={source.movedTo} /> : null}
      <div className="columns" style={{ marginTop: 16 }}>
        <div className="column">
          <Section title={words.hours}>
            <SourceHours hours={page.hours} />
          </Section>
          <Section title={words.runs} aside={<ZoneNote />}>
            <SourceRuns runs={page.runs} isAsked={source.isAsked} now={now} />
          </Section>
        </div>
        <div className="column">
          <Section>
            <SourceFacts source={source} now={now} />
          </Section>
          {page.gaps.length > 0 ? (
            <Section title={words.gaps}>
              <Gaps gaps={page.gaps} now={now} />
            </Section>
          ) : null}
          {source.isAsked ? (
            <Section title={words.settings}>
              <SourceSettings page={page} />
            </Section>
          ) : null}
          <Section>
            <InboundMask source={source.name} />
          </Section>
        </div>
      </div>
    </>
  )
}

function Technical({ source }: { readonly source: Source }) {
  const words = useWords(SOURCE_WORDS)
  return (
    <details>
      <summary>{words.technical}</summary>
      <p className="soft small break" lang="en">
        {source.failure?.reason ?? source.gap?.reason}
      </p>
    </details>
  )
}

function useVerb<T = void>(ask: (given: T) => Promise<Page>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ask,
    onSuccess: (page) => {
      queries.setQueryData(['sources', page.source.id], page)
      void queries.invalidateQueries({ queryKey: ['sources'], exact: true })
    },
  })
}

function Verbs({ source }: { readonly source: Source }) {
  const words = useWords(SOURCE_WORDS)
  const ui = useWords(UI_WORDS)
  const may = useMay()
  const path = `/api/sources/${source.id}`
  const ask = useVerb(() => post<Page>(`${path}/asking`))
  const pause = useVerb(() => post<Page>(`${path}/pause`))
  const resume = useVerb(() => remove<Page>(`${path}/pause`))
  if (!may('sources.manage')) return null
  if (source.kind === 'webhook')
    return (
      <Link to="/sources/webhooks" className="plain-link">
        {words.change}
      </Link>
    )
  if (!source.isAsked) return null
  const error = ask.error ?? pause.error ?? resume.error
  return (
    <>
      {source.state === 'on' ? (
        <>
          <Button onClick={() => ask.mutate()} loading={ask.isPending}>
            {words.askNow}
          </Button>
          <Popconfirm
            title={words.pauseWhat({ name: source.name })}
            description={words.pauseNote}
            okText={words.pause}
            cancelText={ui.cancel}
            onConfirm={() => pause.mutate()}
          >
            <Button loading={pause.isPending}>{words.pause}</Button>
          </Popconfirm>
        </>
      ) : (
        <Button type="primary" onClick={() => resume.mutate()} loading={resume.isPending}>
          {words.resume}
        </Button>
      )}
      <Link to={`/sources/${source.id}/settings`} className="plain-link">
        {words.change}
      </Link>
      {error ? <RefusalText error={error} /> : null}
    </>
  )
}

/** A move is proposed, never followed for ever in silence. */
function Moved({ page, to }: { readonly page: Page; readonly to: string }) {
  const words = useWords(SOURCE_WORDS)
  const { source, zone, everySeconds, settings } = { ...page, everySeconds: page.source.everySeconds }
  const move = useVerb(() =>
    put<Page>(`/api/sources/${source.id}`, {
      settings: { ...settings, address: to },
      zone,
      ...(everySeconds === null ? {} : { everySeconds }),
    }),
  )
  return (
    <div className="warn-note" style={{ marginTop: 8 }}>
      <p className="break">{words.moved({ address: to })}</p>
      <Button onClick={() => move.mutate()} loading={move.isPending}>
        {words.useMoved}
      </Button>
      {move.error ? <RefusalText error={move.error} /> : null}
    </div>
  )
}

function Gaps({ gaps, now }: { readonly gaps: readonly SourceGap[]; readonly now: Date }) {
  const format = useFormat()
  const name = useTroubleName()
  return (
    <ul className="plain-list">
      {gaps.map(({ code, from, to, reason }) => (
        <li key={`${code} ${to}`}>
          <span className="figures">
            {format.moment(from, now)} – {format.moment(to, now)}
          </span>
          <div className="soft small" title={reason}>
            {name(code)}
          </div>
        </li>
      ))}
    </ul>
  )
}
