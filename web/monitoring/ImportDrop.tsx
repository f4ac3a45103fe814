import { Button } from 'antd'
import { type DragEvent, useRef, useState } from 'react'
import { useMedia } from '../ui/hooks.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { IMPORT_WORDS } from './import-words.ts'
import { type Chosen, chosenFiles, droppedFiles } from './upload.ts'

type Props = { readonly take: (chosen: readonly Chosen[]) => void; readonly title?: string; readonly isBusy?: boolean }

/** Where files are dropped or chosen: one, many, or a folder with all that lies in it. */
export function ImportDrop({ take, title, isBusy = false }: Props) {
  const words = useWords(IMPORT_WORDS)
  const isPhone = useMedia('(pointer: coarse)')
  const [isOver, setOver] = useState(false)
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const drop = async (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    take(await droppedFiles(event.dataTransfer.items))
  }
  const choose = (input: HTMLInputElement) => {
    if (input.files) take(chosenFiles(input.files))
    input.value = ''
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is for the mouse; the buttons inside do the same by keyboard
    <div
      className={isOver ? 'drop drop-over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => void drop(event)}
    >
      <strong>{isOver ? words.dropNow : (title ?? (isPhone ? words.dropPhone : words.drop))}</strong>
      <div className="drop-verbs">
        <Button type="primary" loading={isBusy} onClick={() => files.current?.click()}>
          {words.chooseFiles}
        </Button>
        {isPhone ? null : (
          <Button disabled={isBusy} onClick={() => folder.current?.click()}>
            {words.chooseFolder}
          </Button>
        )}
      </div>
      <p className="soft small">{words.accepts}</p>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        aria-label={words.chooseFiles}
        onChange={(e) => choose(e.target)}
      />
      <input
        ref={folder}
        type="file"
        multiple
        hidden
        aria-label={words.chooseFolder}
        onChange={(e) => choose(e.target)}
        {...{ webkitdirectory: '' }}
      />
    </div>
  )
}
