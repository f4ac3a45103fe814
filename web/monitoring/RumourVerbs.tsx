import { Button, Input, Modal } from 'antd'
import { useState } from 'react'
import type { RumourStory } from '../../server/monitoring/rumour-schema.ts'
import { useMay } from '../access/me.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Labelled } from '../ui/Pieces.tsx'
import { RUMOUR_WORDS } from './rumour-words.ts'
import { useRumourStep } from './use-rumours.ts'

type State = RumourStory['state']

/** The steps that are open now; whoever gives a verdict says on what grounds. */
export function RumourVerbs({ story }: { readonly story: RumourStory }) {
  const words = useWords(RUMOUR_WORDS)
  const may = useMay()
  const step = useRumourStep(story.id)
  const [to, setTo] = useState<State | undefined>()
  if (!may('rumours.verify')) return null
  const text: Record<State, string> = {
    unverified: words.toUnverified,
    checking: story.state === 'unverified' ? words.toChecking : words.toAgain,
    true: words.toTrue,
    false: words.toFalse,
    misleading: words.toMisleading,
    unprovable: words.toUnprovable,
    clarified: words.toClarified,
  }
  return (
    <>
      <div className="rumour-verbs">
        {story.ways.map((way) => (
          <Button
            key={way}
            size="large"
            type={way === 'checking' && story.state === 'unverified' ? 'primary' : 'default'}
            disabled={step.isPending}
            onClick={() => (story.state === 'unverified' ? step.mutate({ to: way }) : setTo(way))}
          >
            {text[way]}
          </Button>
        ))}
      </div>
      {step.error && to === undefined ? <RefusalText error={step.error} /> : null}
      {to === undefined ? null : (
        <StepDialog story={story} to={to} title={text[to]} close={() => setTo(undefined)} step={step} />
      )}
    </>
  )
}

function StepDialog(props: {
  readonly story: RumourStory
  readonly to: State
  readonly title: string
  readonly close: () => void
  readonly step: ReturnType<typeof useRumourStep>
}) {
  const { story, to, step, close } = props
  const words = useWords(RUMOUR_WORDS)
  const format = useFormat()
  const [note, setNote] = useState('')
  const [link, setLink] = useState('')
  const isClarified = to === 'clarified'
  const isVerdict = !['clarified', 'checking', 'unverified'].includes(to)
  const isReady = isClarified ? link.trim() !== '' : note.trim() !== ''
  return (
    <Modal
      open
      title={props.title}
      okText={words.confirm}
      cancelText={words.cancel}
      okButtonProps={{ disabled: !isReady, loading: step.isPending }}
      onOk={() => step.mutate({ to, note: note.trim(), link: link.trim() }, { onSuccess: close })}
      onCancel={close}
    >
      <div className="stack">
        {isVerdict && story.copies > 0 ? <p>{words.allCopies({ n: format.count(story.copies) })}</p> : null}
        <Labelled text={isVerdict || isClarified ? words.whyNeeded : words.backWhy}>
          <Input.TextArea rows={3} maxLength={2000} value={note} onChange={({ target }) => setNote(target.value)} />
        </Labelled>
        {isVerdict || isClarified ? (
          <Labelled text={isClarified ? words.linkClarified : words.link}>
            <Input
              type="url"
              inputMode="url"
              placeholder="https://"
              maxLength={2000}
              value={link}
              onChange={({ target }) => setLink(target.value)}
            />
          </Labelled>
        ) : null}
        {step.error ? <RefusalText error={step.error} /> : null}
      </div>
    </Modal>
  )
}
