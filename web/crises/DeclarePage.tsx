import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import type { CrisisPage, CrisisType, Proposal } from '../../server/crises/schema.ts'
import { get, post } from '../api.ts'
import { Asked, RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Labelled, PageHead, Section } from '../ui/Pieces.tsx'
import { type Choice, Choices } from './Choices.tsx'
import { REASON_WORDS, sayReason } from './reason-words.ts'
import { CRISIS_WORDS, TYPE_WORDS } from './words.ts'

/** Prefilled from the data, so that two clicks suffice; everything can be changed before it counts. */
export function DeclarePage() {
  const { alertId = '' } = useParams()
  const proposal = useQuery({
    queryKey: ['proposal', alertId],
    queryFn: ({ signal }) => get<Proposal>('/api/crises/proposal', { alertId }, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return <Asked query={proposal}>{(data) => <Form key={data.alertId} proposal={data} />}</Asked>
}

function Form({ proposal }: { readonly proposal: Proposal }) {
  const words = useWords(CRISIS_WORDS)
  const [title, setTitle] = useState(proposal.title)
  const [type, setType] = useState<CrisisType>(proposal.type)
  const [level, setLevel] = useState(String(proposal.level))
  const { commanders } = proposal
  const [commanderId, setCommander] = useState(commanders.find(({ isMe }) => isMe)?.id ?? commanders[0]?.id)
  const [reason, setReason] = useState('')
  const declare = useDeclaring()
  const differs = type !== proposal.type || level !== String(proposal.level)
  const body = {
    alertId: proposal.alertId,
    title: title.trim(),
    type,
    level: Number(level),
    commanderId,
    ...(reason.trim() ? { reason: reason.trim() } : {}),
  }
  return (
    <form
      className="declare"
      onSubmit={(event) => {
        event.preventDefault()
        declare.mutate(body)
      }}
    >
      <PageHead title={words.declareTitle} note={words.declareNote} />
      <OpenCrises proposal={proposal} />
      <Section>
        <Labelled text={words.name}>
          <Input value={title} onChange={(event) => setTitle(event.target.value)} maxLength={200} />
        </Labelled>
        <LevelChoice proposal={proposal} level={level} choose={setLevel} />
        <TypeChoice proposal={proposal} type={type} choose={setType} />
        <CommanderChoice proposal={proposal} commanderId={commanderId} choose={setCommander} />
        {differs ? <Difference reason={reason} change={setReason} /> : null}
        {declare.error ? <RefusalText error={declare.error} /> : null}
      </Section>
      <div className="declare-verbs">
        <Button
          type="primary"
          danger
          size="large"
          htmlType="submit"
          loading={declare.isPending}
          disabled={!commanderId || !body.title}
        >
          {words.declare}
        </Button>
        <Link to={`/alerts/${proposal.alertId}`}>{words.backToAlert}</Link>
      </div>
    </form>
  )
}

/** Whoever decides otherwise than the data propose may say why; in the night nobody is made to. */
function Difference(props: { readonly reason: string; readonly change: (reason: string) => void }) {
  const words = useWords(CRISIS_WORDS)
  return (
    <Labelled text={words.otherWhy} note={words.optional}>
      <Input.TextArea
        rows={2}
        value={props.reason}
        onChange={(event) => props.change(event.target.value)}
        maxLength={2000}
      />
    </Labelled>
  )
}

function useDeclaring() {
  const queries = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: (body: object) => post<CrisisPage>('/api/crises', body),
    onSuccess: (page) => {
      queries.setQueryData(['crisis', page.crisis.id], page)
      void queries.invalidateQueries({ queryKey: ['crises'] })
      void queries.invalidateQueries({ queryKey: ['alerts'] })
      navigate(`/crises/${page.crisis.id}`, { replace: true })
    },
  })
}

function OpenCrises({ proposal }: { readonly proposal: Proposal }) {
  const words = useWords(CRISIS_WORDS)
  if (proposal.openCrises.length === 0) return null
  return (
    <p className="warn-note" role="note">
      {words.alreadyOpen}{' '}
      {proposal.openCrises.map(({ id, number, title }) => (
        <Link key={id} to={`/crises/${id}`}>
          {words.number({ n: number })} {title}
        </Link>
      ))}
    </p>
  )
}

function LevelChoice(props: {
  readonly proposal: Proposal
  readonly level: string
  readonly choose: (level: string) => void
}) {
  const words = useWords(CRISIS_WORDS)
  const said = useWords(REASON_WORDS)
  const format = useFormat()
  const choices: Choice[] = [
    { value: '1', name: words.level1 },
    { value: '2', name: words.level2 },
    { value: '3', name: words.level3 },
  ]
  // The rule that decided stands last and is what one wants to read first.
  const reasons = [...props.proposal.levelReasons]
    .reverse()
    .filter(({ values }) => values.score !== 0)
    .map((reason) => sayReason(reason, said, format))
  return (
    <Choices
      title={words.level}
      choices={choices}
      value={props.level}
      proposed={String(props.proposal.level)}
      choose={props.choose}
      reasons={reasons}
    />
  )
}

function TypeChoice(props: {
  readonly proposal: Proposal
  readonly type: CrisisType
  readonly choose: (type: CrisisType) => void
}) {
  const words = useWords(CRISIS_WORDS)
  const types = useWords(TYPE_WORDS)
  const said = useWords(REASON_WORDS)
  const format = useFormat()
  return (
    <Choices
      title={words.type}
      choices={Object.entries(types).map(([value, name]) => ({ value, name }))}
      value={props.type}
      proposed={props.proposal.type}
      choose={(value) => props.choose(value as CrisisType)}
      reasons={props.proposal.typeReasons.map((reason) => sayReason(reason, said, format))}
    />
  )
}

function CommanderChoice(props: {
  readonly proposal: Proposal
  readonly commanderId: string | undefined
  readonly choose: (id: string) => void
}) {
  const words = useWords(CRISIS_WORDS)
  const { commanders } = props.proposal
  if (commanders.length === 0) return <p className="warn-note">{words.noCommanders}</p>
  return (
    <Choices
      title={words.commander}
      choices={commanders.map(({ id, name, isMe }) => ({ value: id, name: isMe ? words.meNamed({ name }) : name }))}
      value={props.commanderId ?? ''}
      choose={props.choose}
      reasons={[]}
    />
  )
}
