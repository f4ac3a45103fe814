import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import type { CallState } from '../../server/oncall/schema.ts'
import { Door } from '../access/Door.tsx'
import { post } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { makeFormat } from '../ui/format.ts'
import { useLocale, useWords } from '../ui/LocaleProvider.tsx'
import { ONCALL_WORDS } from './words.ts'

/** What the link of a message opens on a phone, signed in or not: what it is, and one big button. Opening it answers nothing. */
export function CallPage() {
  const { token = '' } = useParams()
  const words = useWords(ONCALL_WORDS)
  const queries = useQueryClient()
  const key = ['call', token]
  const call = useQuery({
    queryKey: key,
    queryFn: () => post<CallState>('/api/calls/state', { token }),
    refetchInterval: 5000,
  })
  const act = useMutation({
    mutationFn: (noun: string) => post<CallState>(`/api/calls/${noun}`, { token }),
    onSuccess: (state) => queries.setQueryData(key, state),
    onError: () => void call.refetch(),
  })
  if (!call.data) {
    return (
      <Door title={words.title}>
        {call.error ? (
          <>
            <p role="alert">{words.linkGone}</p>
            <Link to="/sign-in">{words.signIn}</Link>
          </>
        ) : null}
      </Door>
    )
  }
  return <Shown call={call.data} act={(noun) => act.mutate(noun)} isBusy={act.isPending} error={act.error} />
}

function Shown(props: {
  readonly call: CallState
  readonly act: (noun: string) => void
  readonly isBusy: boolean
  readonly error: unknown
}) {
  const { call, act, isBusy } = props
  const words = useWords(ONCALL_WORDS)
  const { locale } = useLocale()
  const format = makeFormat(locale, call.zone)
  const isOpen = call.state === 'calling' || call.state === 'unanswered'
  return (
    <Door title={call.headline[locale]}>
      <p className="row-tags">
        <span className={`tag tag-level${call.level}`}>{words.level({ n: call.level })}</span>
        {call.subject.kind === 'test' ? <span className="tag">{words.test}</span> : null}
        <span className="figures soft">
          {words.since({ time: format.full(call.since) })} {format.zoneName}
        </span>
      </p>
      {isOpen ? (
        <>
          {call.used ? <p role="status">{words.passedOn}</p> : null}
          <button
            type="button"
            className="verb verb-primary oncall-big"
            disabled={isBusy}
            onClick={() => act('acknowledgement')}
          >
            <strong>{words.take}</strong>
            <span>{words.takeNote}</span>
          </button>
          <Next call={call} />
          {call.state === 'calling' && !call.used ? (
            <div className="oncall-two">
              <button type="button" className="verb" disabled={isBusy} onClick={() => act('hand-over')}>
                <strong>{words.passOn}</strong>
                <span>{words.passOnNote}</span>
              </button>
              <button type="button" className="verb" disabled={isBusy} onClick={() => act('refusal')}>
                <strong>{words.notMe}</strong>
                <span>{words.notMeNote}</span>
              </button>
            </div>
          ) : null}
        </>
      ) : (
        <Over call={call} />
      )}
      {props.error ? (
        <div role="alert">
          <RefusalText error={props.error} />
        </div>
      ) : null}
    </Door>
  )
}

function Next({ call }: { readonly call: CallState }) {
  const words = useWords(ONCALL_WORDS)
  const { locale } = useLocale()
  if (!call.next || call.next.names.length === 0) return null
  const format = makeFormat(locale, call.zone)
  const next = { time: format.time(call.next.at), who: format.all(call.next.names) }
  return <p className="soft">→ {call.next.isFinal ? words.nextFinal(next) : words.nextCall(next)}</p>
}

function Over({ call }: { readonly call: CallState }) {
  const words = useWords(ONCALL_WORDS)
  const { kind, id } = call.subject
  const isMine = call.used === 'acknowledgement' || (call.endedBy !== null && call.endedBy === call.name)
  const said =
    call.state !== 'acknowledged'
      ? words.over
      : isMine
        ? words.answeredByYou
        : words.answeredBy({ name: call.endedBy ?? '' })
  return (
    <>
      <p role="status" className="oncall-done">
        ✓ {said}
      </p>
      {kind === 'test' ? null : (
        <>
          <h2>{words.whatNext}</h2>
          <p>
            <Link className="primary-link" to={kind === 'alert' ? `/alerts/${id}` : `/crises/${id}`}>
              {words.openAlert}
            </Link>
          </p>
        </>
      )}
    </>
  )
}
