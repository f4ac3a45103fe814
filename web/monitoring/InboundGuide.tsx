import { Segmented } from 'antd'
import { useState } from 'react'
import type { Inbound } from '../../server/monitoring/inbound-schema.ts'
import { copyText } from '../ui/copy.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { type ExampleKind, exampleOf } from './inbound-examples.ts'
import { EXAMPLE_WORDS, INBOUND_WORDS } from './inbound-words.ts'

/** What the sender is given: the address, how to sign, and an example that works as it stands. */
export function InboundGuide({ inbound }: { readonly inbound: Inbound }) {
  const words = useWords(INBOUND_WORDS)
  const names = useWords(EXAMPLE_WORDS)
  const [kind, setKind] = useState<ExampleKind>('curl')
  const text = exampleOf(kind, inbound.scheme, inbound.address)
  return (
    <Section title={words.guide} aside={words[inbound.scheme]}>
      <div className="address-line">
        <span className="soft">{words.address}</span>
        <code>{inbound.address}</code>
        <CopyButton text={inbound.address} />
      </div>
      <p className="soft small">
        {words[`${inbound.scheme}Note`]} {words.guideNote({ example: '{"posts": […]}' })}
      </p>
      <div className="code-head">
        <Segmented
          value={kind}
          onChange={(value) => setKind(value as ExampleKind)}
          options={(['curl', 'node', 'python'] as const).map((value) => ({ value, label: names[value] }))}
        />
        <CopyButton text={text} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by keys */}
      <pre className="code-block" tabIndex={0}>
        <code>{text}</code>
      </pre>
    </Section>
  )
}

function CopyButton({ text }: { readonly text: string }) {
  const words = useWords(INBOUND_WORDS)
  const [copied, setCopied] = useState('')
  return (
    <button
      type="button"
      className="plain-button"
      onClick={() => void copyText(text).then((isCopied) => setCopied(isCopied ? text : ''))}
    >
      {copied === text ? words.copied : words.copy}
    </button>
  )
}
