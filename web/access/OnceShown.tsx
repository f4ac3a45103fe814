import { Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { copyText } from '../ui/copy.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'

/** A secret that is never shown again: large, selectable, with a button that copies. */
export function OnceShown(props: {
  readonly value: string | undefined
  readonly title: string
  readonly note: string
  readonly close: () => void
}) {
  const ui = useWords(UI_WORDS)
  const [isCopied, setCopied] = useState(false)
  const copy = async () => setCopied(await copyText(props.value ?? ''))
  return (
    <Modal
      open={props.value !== undefined}
      onCancel={props.close}
      title={props.title}
      footer={null}
      mask={{ closable: false }}
    >
      <p>{props.note}</p>
      <Input.TextArea value={props.value ?? ''} readOnly autoSize className="mono" aria-label={props.title} />
      <div className="dialog-verbs">
        <Button type="primary" onClick={() => void copy()}>
          {isCopied ? ui.copied : ui.copy}
        </Button>
        <Button onClick={props.close}>{ui.close}</Button>
      </div>
    </Modal>
  )
}
