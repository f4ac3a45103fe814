import { Button, Input, type InputRef, Popover } from 'antd'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { useMedia, useSettled } from '../ui/hooks.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { ExpressionHelp, Mistakes } from './ExpressionTrial.tsx'
import { SEARCH_WORDS } from './search-words.ts'
import { type Searching, useReading } from './use-search.ts'

/** How long one may pause while writing before it is looked for. */
const PAUSE_MS = 600
/** As much as fits into an address, in which every Chinese character takes nine places. */
const MOST_CHARACTERS = 800

/** The one box. It searches at Enter, or by itself when one pauses and what is written can be read; mistakes are shown at their place. */
export function SearchBox({
  box,
  searching,
}: {
  readonly box: RefObject<InputRef | null>
  readonly searching: Searching
}) {
  const words = useWords(SEARCH_WORDS)
  const hasKeys = useMedia('(pointer: fine)')
  const { draft, setDraft, apply, compose, errors } = useDraft(searching)
  return (
    <search className="search-box">
      <div className="search-line">
        <Input.Search
          ref={box}
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
          onCompositionStart={() => compose(true)}
          onCompositionEnd={() => compose(false)}
          onSearch={(text) => apply(text, false)}
          placeholder={hasKeys ? words.box : words.boxShort}
          aria-label={words.boxLabel}
          aria-invalid={errors.length > 0}
          allowClear
          maxLength={MOST_CHARACTERS}
          size="large"
          enterButton={words.go}
        />
        <Popover trigger="click" placement="bottomRight" content={<HelpBubble />}>
          <Button size="large" className="wide-only">
            {words.help}
          </Button>
        </Popover>
      </div>
      {errors.length > 0 ? <Mistakes expression={draft.trim()} errors={errors} /> : null}
    </search>
  )
}

function HelpBubble() {
  return (
    <div className="help-bubble">
      <ExpressionHelp />
    </div>
  )
}

/** What is being written, apart from what is looked for. */
function useDraft({ filter, change }: Searching) {
  const applied = filter.expression ?? ''
  const [draft, setDraft] = useState(applied)
  const [from, setFrom] = useState(applied)
  const isComposing = useRef(false)
  // Somebody else changed the address: a chip, a saved search, the way back.
  if (from !== applied) {
    setFrom(applied)
    if (draft.trim() !== applied) setDraft(applied)
  }
  const settled = useSettled(draft, PAUSE_MS).trim()
  const reading = useReading(settled)
  const isReadable = settled === '' || reading.data?.errors.length === 0
  const isStill = settled === draft.trim()
  const apply = (text: string, isPassing: boolean) => {
    if (text.trim() !== applied) change({ expression: text.trim() }, isPassing)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: when what is written has settled, not when the address changes
  useEffect(() => {
    if (isReadable && isStill && !isComposing.current) apply(settled, true)
  }, [settled, isReadable])
  const compose = (is: boolean) => {
    isComposing.current = is
  }
  return { draft, setDraft, apply, compose, errors: isStill && settled !== '' ? (reading.data?.errors ?? []) : [] }
}
