import { Button, Input, Modal } from 'antd'
import { useState } from 'react'
import type { PostCard } from '../../server/monitoring/schema.ts'
import { useMay } from '../access/me.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Labelled } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { POST_WORDS } from './post-words.ts'
import { useDeletion } from './use-post.ts'

/** Somebody looked, and the post is gone at its source; or it is there after all. Nothing is removed here. */
export function PostDeletion({ post }: { readonly post: PostCard }) {
  const words = useWords(POST_WORDS)
  const ui = useWords(UI_WORDS)
  const may = useMay()
  const [isOpen, setOpen] = useState(false)
  const [how, setHow] = useState('')
  const record = useDeletion(post.id)
  const isGone = post.marks?.includes('deleted') ?? false
  if (!may('posts.send')) return null
  const close = () => {
    setOpen(false)
    setHow('')
  }
  const title = isGone ? words.markThere : words.markDeleted
  return (
    <>
      <Button onClick={() => setOpen(true)}>{title}</Button>
      <Modal open={isOpen} onCancel={close} title={title} footer={null} destroyOnHidden>
        <p>{words.deletedNote}</p>
        <Labelled text={words.knownBy}>
          <Input
            value={how}
            maxLength={500}
            onChange={(event) => setHow(event.target.value)}
            placeholder={words.knownByHint}
          />
        </Labelled>
        {record.error ? <RefusalText error={record.error} /> : null}
        <div className="dialog-verbs">
          <Button onClick={close}>{ui.cancel}</Button>
          <Button
            type="primary"
            disabled={how.trim() === ''}
            loading={record.isPending}
            onClick={() => record.mutate({ isDeleted: !isGone, knownBy: how.trim() }, { onSuccess: close })}
          >
            {words.recordIt}
          </Button>
        </div>
      </Modal>
    </>
  )
}
