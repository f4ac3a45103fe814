import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import type { NewTrack, Track } from '../../server/monitoring/schema.ts'
import { useMe } from '../access/me.ts'
import { post } from '../api.ts'
import { TrialResult } from '../monitoring/ExpressionTrial.tsx'
import { useTracks } from '../monitoring/use-tracks.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useLocale, useWords } from '../ui/LocaleProvider.tsx'
import { Labelled, Section } from '../ui/Pieces.tsx'
import { COMMON_COMPLAINTS, INDUSTRY_COMPLAINTS, USUAL_EXCLUSIONS } from './complaint-words.ts'
import { START_WORDS } from './start-words.ts'
import { expressionOf, inScripts, type Suggestion, suggestWords } from './suggestions.ts'
import type { StepProps } from './use-start.ts'

/** The first track, made of the names by ticking; what it would find is seen at once. */
export function TrackStep({ start, done }: StepProps) {
  const words = useWords(START_WORDS)
  const format = useFormat()
  const tracks = useTracks().data ?? []
  const draft = useTrackDraft(start)
  const save = useSaving(done)
  return (
    <div className="columns">
      <Section title={words.trackTitle}>
        {tracks.length > 0 ? (
          <p>
            {words.trackExists({ n: format.count(tracks.length) })}{' '}
            <Button type="link" onClick={() => done()}>
              {words.goOn}
            </Button>
          </p>
        ) : null}
        <p className="soft">{draft.suggestions.length > 0 ? words.trackNote : words.noNames}</p>
        <Ticks draft={draft} />
        <Written draft={draft} />
        {save.error ? <RefusalText error={save.error} /> : null}
        <Button
          type="primary"
          disabled={draft.expression.trim() === '' || draft.name.trim() === ''}
          loading={save.isPending}
          onClick={() => save.mutate(draft.tracks)}
        >
          {words.saveTrack}
        </Button>
      </Section>
      <Section title={words.trial}>
        <TrialResult expression={draft.expression} />
      </Section>
    </div>
  )
}

type Draft = ReturnType<typeof useTrackDraft>

function useTrackDraft(start: StepProps['start']) {
  const words = useWords(START_WORDS)
  const { locale } = useLocale()
  const { organisation } = useMe()
  const [suggestions] = useState<readonly Suggestion[]>(() => (start.names ? suggestWords(start.names) : []))
  const [chosen, setChosen] = useState(() => suggestions.filter(({ isOn }) => isOn).map(({ word }) => word))
  const [left, setLeft] = useState<readonly string[]>([])
  const [withComplaints, setComplaints] = useState(suggestions.length > 0)
  const [name, setName] = useState(start.names?.brands[0] ?? organisation.name)
  const [own, setOwn] = useState<string>()
  const built = chosen.length === 0 ? '' : expressionOf(chosen, [], left)
  const expression = own ?? built
  const industry = start.names?.industry ?? 'other'
  const complaints = [INDUSTRY_COMPLAINTS[industry], COMMON_COMPLAINTS.all].flatMap((lists) =>
    inScripts(lists, locale, chosen),
  )
  const exclusions = inScripts(
    USUAL_EXCLUSIONS.all,
    locale,
    suggestions.map(({ word }) => word),
  )
  const second: NewTrack = {
    name: words.complaintsName({ name: name.trim() }).slice(0, 100),
    expression: expressionOf(chosen, complaints, left),
  }
  const canComplain = withComplaints && chosen.length > 0
  const tracks: NewTrack[] = [{ name: name.trim().slice(0, 100), expression }, ...(canComplain ? [second] : [])]
  return {
    ...{ suggestions, chosen, setChosen, exclusions, left, setLeft, withComplaints, setComplaints },
    ...{ name, setName, own, setOwn, expression, second, canComplain, tracks },
  }
}

function Ticks({ draft }: { readonly draft: Draft }) {
  const words = useWords(START_WORDS)
  if (draft.suggestions.length === 0) return null
  return (
    <>
      <fieldset className="field">
        <legend>{words.wordsAny}</legend>
        <Checkbox.Group value={draft.chosen} onChange={draft.setChosen} className="tick-list">
          {draft.suggestions.map(({ word, reason }) => (
            <Checkbox key={word} value={word}>
              <span className="break">{word}</span> <span className="soft small">{words[reason]}</span>
            </Checkbox>
          ))}
        </Checkbox.Group>
        <p className="soft small">{words.scripts}</p>
      </fieldset>
      <fieldset className="field">
        <legend>{words.wordsNot}</legend>
        <Checkbox.Group value={[...draft.left]} onChange={draft.setLeft} className="tick-list">
          {draft.exclusions.map((word) => (
            <Checkbox key={word} value={word}>
              {word}
            </Checkbox>
          ))}
        </Checkbox.Group>
        <p className="soft small">{words.exclusionsNote}</p>
      </fieldset>
      <Checkbox checked={draft.withComplaints} onChange={(event) => draft.setComplaints(event.target.checked)}>
        {words.complaints} <span className="soft small">{words.complaintsNote}</span>
      </Checkbox>
      {draft.canComplain ? (
        <p>
          <code className="expression">{draft.second.expression}</code>
        </p>
      ) : null}
    </>
  )
}

function Written({ draft }: { readonly draft: Draft }) {
  const words = useWords(START_WORDS)
  return (
    <>
      <Labelled text={words.name}>
        <Input value={draft.name} maxLength={100} onChange={(event) => draft.setName(event.target.value)} />
      </Labelled>
      <Labelled text={words.expression}>
        <Input.TextArea
          value={draft.expression}
          onChange={(event) => draft.setOwn(event.target.value)}
          autoSize={{ minRows: 2, maxRows: 8 }}
          maxLength={5000}
          className="mono"
          spellCheck={false}
        />
      </Labelled>
      {draft.own !== undefined && draft.suggestions.length > 0 ? (
        <Button type="link" onClick={() => draft.setOwn(undefined)}>
          {words.rebuild}
        </Button>
      ) : null}
    </>
  )
}

function useSaving(done: StepProps['done']) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (tracks: readonly NewTrack[]) => {
      // The main one first: where the second is refused, it is there.
      for (const track of tracks) await post<Track>('/api/tracks', track)
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['tracks'] }),
    onSuccess: () => done(),
  })
}
