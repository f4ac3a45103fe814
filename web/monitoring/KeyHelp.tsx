import { Modal } from 'antd'
import { useWords } from '../ui/LocaleProvider.tsx'
import { MONITORING_WORDS } from './words.ts'

export function KeyHelp({ isOpen, close }: { readonly isOpen: boolean; readonly close: () => void }) {
  const words = useWords(MONITORING_WORDS)
  const rows = [
    ['j / k', words.helpNext],
    ['Enter', words.helpOpen],
    ['Esc', words.helpClose],
    ['/', words.helpSearch],
    ['g', words.helpTop],
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
