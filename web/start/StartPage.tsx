import { Button } from 'antd'
import { useEffect, useRef } from 'react'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { START_STEPS, type Start, type StartStep } from '../../server/access/start-schema.ts'
import { useMay, useMe } from '../access/me.ts'
import { Asked, RefusalText, Trouble } from '../ui/Asked.tsx'
import { Icon } from '../ui/Icon.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { PageHead, Section } from '../ui/Pieces.tsx'
import { ColleagueStep } from './ColleagueStep.tsx'
import { NamesStep } from './NamesStep.tsx'
import { OrganisationStep } from './OrganisationStep.tsx'
import { SourceStep } from './SourceStep.tsx'
import { START_WORDS } from './start-words.ts'
import { TrackStep } from './TrackStep.tsx'
import { type StepProps, useStart, useStartAct } from './use-start.ts'

/** Leads a new organisation to its first track, source and colleague; nothing is forced, everything can be left and come back to. */
export function StartPage() {
  const may = useMay()
  const { organisation } = useMe()
  const start = useStart()
  if (!may('people.manage') || organisation.isDemo) return <Trouble error={{ code: 'not-found' }} />
  return <Asked query={start}>{(data) => <Steps start={data} />}</Asked>
}

function Steps({ start }: { readonly start: Start }) {
  const words = useWords(START_WORDS)
  const [address, setAddress] = useSearchParams()
  const act = useStartAct()
  const isBegun = useRef(start.isBegun)
  useEffect(() => {
    if (isBegun.current) return
    isBegun.current = true
    act.mutate({ do: 'begin' })
  }, [act.mutate])
  const asked = START_STEPS.find((step) => step === address.get('step'))
  const step = asked ?? firstOpen(start)
  const go = (next: StartStep | undefined) => setAddress(next ? { step: next } : {})
  const after = (now: StartStep) => START_STEPS[START_STEPS.indexOf(now) + 1]
  const done: StepProps['done'] = (names) => {
    if (step) act.mutate({ do: 'complete', step, ...(names ? { names } : {}) }, { onSuccess: () => go(after(step)) })
  }
  return (
    <div className="start">
      <PageHead title={words.title} note={words.note} />
      <div className="start-columns">
        <StepList start={start} current={step} />
        <div className="column">
          {step ? <StepOf key={step} step={step} start={start} done={done} /> : <Finished />}
          {act.error ? <RefusalText error={act.error} /> : null}
          {step ? (
            <div className="form-verbs">
              <Button
                onClick={() => act.mutate({ do: 'skip', step }, { onSuccess: () => go(after(step)) })}
                loading={act.isPending}
              >
                {words.skip}
              </Button>
              <Link to="/" className="plain-link">
                {words.later}
              </Link>
            </div>
          ) : null}
        </div>
      </div>
    </div>
  )
}

/** Undefined when none is open: then the end is shown, and each can still be opened from the list. */
function firstOpen({ steps }: Start): StartStep | undefined {
  return steps.find(({ state }) => state === 'open')?.step
}

function StepList({ start, current }: { readonly start: Start; readonly current: StartStep | undefined }) {
  const words = useWords(START_WORDS)
  const list = useRef<HTMLElement>(null)
  // On a phone they lie side by side, further than the screen reaches.
  // biome-ignore lint/correctness/useExhaustiveDependencies: at each step
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' })
  }, [current])
  return (
    <nav ref={list} aria-label={words.steps} className="start-steps">
      <ol>
        {start.steps.map(({ step, state }, index) => (
          <li key={step} className={`start-${state}`}>
            <Link to={`/start?step=${step}`} aria-current={step === current ? 'step' : undefined}>
              <span className="start-number" aria-hidden="true">
                {state === 'done' ? <Icon name="check" size={16} /> : index + 1}
              </span>
              <span className="start-name">{words[step]}</span>
              <span className="soft small">{words[state]}</span>
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  )
}

function StepOf({ step, ...props }: StepProps & { readonly step: StartStep }) {
  switch (step) {
    case 'organisation':
      return <OrganisationStep {...props} />
    case 'names':
      return <NamesStep {...props} />
    case 'track':
      return <TrackStep {...props} />
    case 'source':
      return <SourceStep {...props} />
    case 'colleague':
      return <ColleagueStep {...props} />
    default:
      return step satisfies never
  }
}

function Finished() {
  const words = useWords(START_WORDS)
  const navigate = useNavigate()
  return (
    <Section title={words.finished}>
      <p>{words.finishedNote}</p>
      <Button type="primary" onClick={() => navigate('/')}>
        {words.finish}
      </Button>
    </Section>
  )
}
