import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Select } from 'antd'
import { useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import type { Static } from 'typebox'
import type { Brief, BriefVersions, CrisisPage } from '../../server/crises/schema.ts'
import { useMay } from '../access/me.ts'
import { get, serverNow } from '../api.ts'
import { Asked } from '../ui/Asked.tsx'
import { copyText } from '../ui/copy.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { PageHead, Tag } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { BriefBody } from './BriefBody.tsx'
import { DeliverDialog, KeepDialog } from './BriefDialogs.tsx'
import { BRIEF_WORDS } from './brief-words.ts'
import { useCrisis } from './use-crisis.ts'
import { CRISIS_WORDS } from './words.ts'

type Versions = Static<typeof BriefVersions>

/** Readable on a phone, on paper and aloud: what the people above need to decide. */
export function BriefPage() {
  const { crisisId = '', version = 'draft' } = useParams()
  const crisis = useCrisis(crisisId)
  const brief = useQuery({
    queryKey: ['briefs', crisisId, version],
    queryFn: ({ signal }) => get<Brief>(`/api/crises/${crisisId}/briefs/${version}`, {}, signal),
    staleTime: version === 'draft' ? 60_000 : Number.POSITIVE_INFINITY,
  })
  return (
    <Asked query={crisis}>
      {(page) => (
        <Asked query={brief}>{(data) => <Shown page={page} brief={data} isDraft={version === 'draft'} />}</Asked>
      )}
    </Asked>
  )
}

type ShownProps = { readonly page: CrisisPage; readonly brief: Brief; readonly isDraft: boolean }

function Shown({ page, brief, isDraft }: ShownProps) {
  const words = useWords(BRIEF_WORDS)
  const format = useFormat()
  const now = serverNow()
  return (
    <article className="brief">
      <PageHead
        title={words.title({ title: page.crisis.title })}
        note={
          <>
            {isDraft ? (
              <Tag kind="warn">{words.draft}</Tag>
            ) : (
              <Tag kind="plain">{words.version({ n: brief.version })}</Tag>
            )}{' '}
            {isDraft ? null : `${words.made({ name: brief.byName, time: format.moment(brief.madeAt, now) })} · `}
            {words.spanFrom({
              from: format.moment(brief.from, now),
              to: format.moment(brief.to, now),
              zone: format.zoneName,
            })}
            {isDraft ? null : ' · '}
            {brief.sentAt && brief.sentTo
              ? words.sent({ to: brief.sentTo, time: format.moment(brief.sentAt, now) })
              : isDraft
                ? null
                : words.notSent}
          </>
        }
      />
      <Verbs page={page} brief={brief} isDraft={isDraft} />
      <BriefBody brief={brief} />
    </article>
  )
}

function Verbs({ page, brief, isDraft }: ShownProps) {
  const words = useWords(BRIEF_WORDS)
  const terms = useWords(CRISIS_WORDS)
  const ui = useWords(UI_WORDS)
  const may = useMay()
  const queries = useQueryClient()
  const { message } = App.useApp()
  const [asking, setAsking] = useState<'keep' | 'deliver'>()
  const crisisId = page.crisis.id
  const copy = async () => {
    // biome-ignore lint/performance/useDomNodeTextContent: the copy needs the line breaks that one sees
    const text = document.querySelector<HTMLElement>('.brief-body')?.innerText ?? ''
    if (await copyText(text)) void message.success(ui.copied)
    else void message.error(ui.notCopied)
  }
  const again = () => queries.invalidateQueries({ queryKey: ['briefs', crisisId] })
  return (
    <div className="brief-verbs no-print">
      {isDraft && may('crises.lead') ? (
        <Button type="primary" onClick={() => setAsking('keep')}>
          {words.keep}
        </Button>
      ) : null}
      {!isDraft && !brief.sentAt && may('crises.lead') ? (
        <Button type="primary" onClick={() => setAsking('deliver')}>
          {words.deliver}
        </Button>
      ) : null}
      <Button onClick={() => window.print()}>{words.print}</Button>
      <Button onClick={() => void copy()}>{words.copyText}</Button>
      <VersionChoice crisisId={crisisId} shown={isDraft ? 'draft' : String(brief.version)} />
      <Link to={`/crises/${crisisId}`}>{terms.backToRoom}</Link>
      <KeepDialog crisisId={crisisId} isOpen={asking === 'keep'} close={() => setAsking(undefined)} done={again} />
      <DeliverDialog
        crisisId={crisisId}
        version={brief.version}
        isOpen={asking === 'deliver'}
        close={() => setAsking(undefined)}
        done={again}
      />
    </div>
  )
}

function VersionChoice({ crisisId, shown }: { readonly crisisId: string; readonly shown: string }) {
  const words = useWords(BRIEF_WORDS)
  const format = useFormat()
  const navigate = useNavigate()
  const list = useQuery({
    queryKey: ['briefs', crisisId],
    queryFn: ({ signal }) => get<Versions>(`/api/crises/${crisisId}/briefs`, {}, signal),
  })
  if (!list.data?.versions.length) return null
  return (
    <Select
      value={shown}
      aria-label={words.versions}
      popupMatchSelectWidth={false}
      onChange={(version: string) => navigate(`/crises/${crisisId}/briefs/${version}`)}
      options={[
        { value: 'draft', label: words.draft },
        ...list.data.versions.map(({ version, madeAt }) => ({
          value: String(version),
          label: `${words.version({ n: version })} · ${format.moment(madeAt, serverNow())}`,
        })),
      ]}
    />
  )
}
