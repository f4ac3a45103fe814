import { useMutation } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { Brief } from '../../server/crises/schema.ts'
import { post } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Labelled } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { BRIEF_WORDS } from './brief-words.ts'

type Props = {
  readonly crisisId: string
  readonly isOpen: boolean
  readonly close: () => void
  readonly done: () => Promise<void>
}

/** Keeps the draft as a version that never changes again, with a person's words on top. */
export function KeepDialog({ crisisId, isOpen, close, done }: Props) {
  const words = useWords(BRIEF_WORDS)
  const ui = useWords(UI_WORDS)
  const navigate = useNavigate()
  const [comment, setComment] = useState('')
  const keep = useMutation({
    mutationFn: () => post<Brief>(`/api/crises/${crisisId}/briefs`, { comment: comment.trim() }),
    onSuccess: async (brief) => {
      await done()
      close()
      navigate(`/crises/${crisisId}/briefs/${brief.version}`)
    },
  })
  return (
    <Modal open={isOpen} onCancel={close} title={words.commentTitle} footer={null} destroyOnHidden>
      <Input.TextArea
        rows={5}
        value={comment}
        maxLength={5000}
        onChange={(event) => setComment(event.target.value)}
        placeholder={words.comment}
        aria-label={words.commentTitle}
      />
      {keep.error ? <RefusalText error={keep.error} /> : null}
      <div className="dialog-verbs">
        <Button onClick={close}>{ui.cancel}</Button>
        <Button type="primary" loading={keep.isPending} onClick={() => keep.mutate()}>
          {ui.save}
        </Button>
      </div>
    </Modal>
  )
}

export function DeliverDialog({ crisisId, version, isOpen, close, done }: Props & { readonly version: number }) {
  const words = useWords(BRIEF_WORDS)
  const ui = useWords(UI_WORDS)
  const [to, setTo] = useState('')
  const [how, setHow] = useState('')
  const deliver = useMutation({
    mutationFn: () => post(`/api/crises/${crisisId}/briefs/${version}/delivery`, { to: to.trim(), how: how.trim() }),
    onSuccess: async () => {
      await done()
      close()
    },
  })
  return (
    <Modal open={isOpen} onCancel={close} title={words.deliver} footer={null} destroyOnHidden>
      <p className="soft">{words.deliverNote}</p>
      <Labelled text={words.deliverTo}>
        <Input value={to} maxLength={500} onChange={(event) => setTo(event.target.value)} />
      </Labelled>
      <Labelled text={words.deliverHow}>
        <Input value={how} maxLength={500} onChange={(event) => setHow(event.target.value)} />
      </Labelled>
      {deliver.error ? <RefusalText error={deliver.error} /> : null}
      <div className="dialog-verbs">
        <Button onClick={close}>{ui.cancel}</Button>
        <Button
          type="primary"
          disabled={to.trim() === '' || how.trim() === ''}
          loading={deliver.isPending}
          onClick={() => deliver.mutate()}
        >
          {words.deliver}
        </Button>
      </div>
    </Modal>
  )
}
