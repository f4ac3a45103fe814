import { Modal } from 'antd'
import { useMay } from '../access/me.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { POST_WORDS } from './post-words.ts'
import { MONITORING_WORDS } from './words.ts'

export function KeyHelp({ isOpen, close }: { readonly isOpen: boolean; readonly close: () => void }) {
  const words = useWords(MONITORING_WORDS)
  const own = useWords(POST_WORDS)
  const rows = [
    ['j / k', words.helpNext],
    ['Enter', words.helpOpen],
    ['Esc', words.helpClose],
    ['/', words.helpSearch],
    ['g', words.helpTop],
    ...(useMay()('posts.correct') ? [['1 2 3', own.correctByKey]] : []),
  ]
  return (
    <Modal open={isOpen} onCancel={close} title={words.helpTitle} footer={null} width={360}>
      <dl className="keys">
        {rows.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}
