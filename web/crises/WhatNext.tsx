import { Button, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import type { CrisisPage, MissingGuard, TransitionInput } from '../../server/crises/schema.ts'
import { useMay } from '../access/me.ts'
import { useOpenCrises } from '../frame/use-open-crises.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Labelled, Section } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { GUARD_WORDS } from './reason-words.ts'
import { useAct } from './use-crisis.ts'
import { CRISIS_WORDS, STATE_WORDS, VERB_WORDS } from './words.ts'

type Move = CrisisPage['verbs'][number]

/** The verbs of this phase, each with what it still wants, and where it leads. */
export function WhatNext({ page }: { readonly page: CrisisPage }) {
  const words = useWords(CRISIS_WORDS)
  const may = useMay()
  const others = (useOpenCrises().data ?? []).filter(({ id }) => id !== page.crisis.id)
  const moves = inOrder(page.verbs).filter(({ verb }) => verb !== 'merge' || others.length > 0)
  const [chosen, setChosen] = useState<Move>()
  return (
    <Section title={words.next} aside={may('crises.lead') ? null : words.onlyLeader}>
      {moves.length === 0 ? <p className="soft">{words.nextNone}</p> : null}
      <ul className="moves">
        {moves.map((move) => (
          <MoveRow key={move.verb} move={move} mayLead={may('crises.lead')} choose={() => setChosen(move)} />
        ))}
      </ul>
      {chosen ? <MoveDialog page={page} move={chosen} close={() => setChosen(undefined)} /> : null}
    </Section>
  )
}

/** What leads on comes first; what ends or leaves the crisis must not lie under the first reach of the hand. */
function inOrder(moves: readonly Move[]): readonly Move[] {
  const isAside = ({ verb }: Move) => (verb === 'stand_down' || verb === 'merge' ? 1 : 0)
  return [...moves].sort((a, b) => isAside(a) - isAside(b))
}

function MoveRow(props: { readonly move: Move; readonly mayLead: boolean; readonly choose: () => void }) {
  const words = useWords(CRISIS_WORDS)
  const verbs = useWords(VERB_WORDS)
  const states = useWords(STATE_WORDS)
  const guards: Readonly<Record<string, string>> = useWords(GUARD_WORDS)
  const { move } = props
  const missing = move.missing.filter(({ code }) => code !== 'merge_target')
  const isBarred = missing.some(({ isWaivable, code }) => !isWaivable && code !== 'second_signature')
  return (
    <li className="move">
      <div className="move-head">
        <Button onClick={props.choose} disabled={isBarred || !props.mayLead}>
          {verbs[move.verb]}
        </Button>
        <span className="soft small">{words.leadsTo({ state: states[move.to] })}</span>
      </div>
      {missing.length > 0 ? (
        <div className="small">
          <span className="soft">{words.missing}</span>
          <ul className="missing">
            {missing.map(({ code }) => (
              <li key={code}>{guards[code] ?? code}</li>
            ))}
          </ul>
        </div>
      ) : null}
    </li>
  )
}

function MoveDialog({
  page,
  move,
  close,
}: {
  readonly page: CrisisPage
  readonly move: Move
  readonly close: () => void
}) {
  const words = useWords(CRISIS_WORDS)
  const verbs = useWords(VERB_WORDS)
  const states = useWords(STATE_WORDS)
  const ui = useWords(UI_WORDS)
  const [reason, setReason] = useState('')
  const [waivers, setWaivers] = useState<Readonly<Record<string, string>>>({})
  const [intoId, setInto] = useState<string>()
  const act = useAct(page.crisis.id, 'POST', 'transitions')
  const waivable = move.missing.filter(({ isWaivable }) => isWaivable)
  const isReady =
    reason.trim() !== '' && waivable.every(({ code }) => waivers[code]?.trim()) && (move.verb !== 'merge' || intoId)
  const body: TransitionInput = {
    verb: move.verb,
    reason: reason.trim(),
    ...(waivable.length > 0 ? { waivers } : {}),
    ...(intoId ? { intoId } : {}),
  }
  return (
    <Modal open onCancel={close} title={`${verbs[move.verb]} → ${states[move.to]}`} footer={null}>
      {move.verb === 'merge' ? <MergeTarget page={page} intoId={intoId} choose={setInto} /> : null}
      <Labelled text={words.reasonWanted}>
        <Input.TextArea rows={2} value={reason} maxLength={2000} onChange={(event) => setReason(event.target.value)} />
      </Labelled>
      <Waivers guards={waivable} waivers={waivers} change={setWaivers} />
      {act.error ? <RefusalText error={act.error} /> : null}
      <div className="dialog-verbs">
        <Button onClick={close}>{ui.cancel}</Button>
        <Button
          type="primary"
          disabled={!isReady}
          loading={act.isPending}
          onClick={() => act.mutate(body, { onSuccess: close })}
        >
          {verbs[move.verb]}
        </Button>
      </div>
    </Modal>
  )
}

/** Conditions that the product cannot prove yet: passed only with a written reason each, kept with the act. */
function Waivers(props: {
  readonly guards: readonly MissingGuard[]
  readonly waivers: Readonly<Record<string, string>>
  readonly change: (waivers: Readonly<Record<string, string>>) => void
}) {
  const words = useWords(CRISIS_WORDS)
  const names: Readonly<Record<string, string>> = useWords(GUARD_WORDS)
  return props.guards.map(({ code }) => (
    <Labelled key={code} text={names[code] ?? code} note={words.waiverWhy}>
      <Input
        value={props.waivers[code] ?? ''}
        maxLength={2000}
        onChange={(event) => props.change({ ...props.waivers, [code]: event.target.value })}
      />
    </Labelled>
  ))
}

function MergeTarget(props: {
  readonly page: CrisisPage
  readonly intoId: string | undefined
  readonly choose: (id: string) => void
}) {
  const words = useWords(CRISIS_WORDS)
  const open = (useOpenCrises().data ?? []).filter(({ id }) => id !== props.page.crisis.id)
  return (
    <Select
      className="wide"
      value={props.intoId ?? null}
      onChange={(id: string) => props.choose(id)}
      placeholder={words.mergeInto}
      aria-label={words.mergeInto}
      options={open.map(({ id, number, title }) => ({ value: id, label: `${words.number({ n: number })} ${title}` }))}
    />
  )
}
