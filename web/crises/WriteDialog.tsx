import { Button, Input, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import { RefusalText } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { useAct } from './use-crisis.ts'

/** Asks for the sentence that is kept with an act, says what the act is, and does it. */
export function WriteDialog(props: {
  readonly isOpen: boolean
  readonly close: () => void
  readonly title: string
  readonly hint: string
  readonly verb: string
  readonly crisisId: string
  readonly method: 'POST' | 'PUT'
  readonly noun: string
  readonly bodyOf: (text: string) => object
  readonly isReady?: boolean
  /** more to choose, above the sentence */
  readonly children?: ReactNode
}) {
  const ui = useWords(UI_WORDS)
  const [text, setText] = useState('')
  const act = useAct(props.crisisId, props.method, props.noun)
  const done = () => {
    setText('')
    props.close()
  }
  return (
    <Modal open={props.isOpen} onCancel={props.close} title={props.title} footer={null} destroyOnHidden>
      {props.children}
      <Input.TextArea
        rows={3}
        value={text}
        maxLength={2000}
        onChange={(event) => setText(event.target.value)}
        placeholder={props.hint}
        aria-label={props.title}
      />
      {act.error ? <RefusalText error={act.error} /> : null}
      <div className="dialog-verbs">
        <Button onClick={props.close}>{ui.cancel}</Button>
        <Button
          type="primary"
          disabled={text.trim() === '' || props.isReady === false}
          loading={act.isPending}
          onClick={() => act.mutate(props.bodyOf(text.trim()), { onSuccess: done })}
        >
          {props.verb}
        </Button>
      </div>
    </Modal>
  )
}
