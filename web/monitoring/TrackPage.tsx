import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import type { Track } from '../../server/monitoring/schema.ts'
import { useMay } from '../access/me.ts'
import { post, put } from '../api.ts'
import { Asked, RefusalText, Trouble } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Labelled, PageHead, Section } from '../ui/Pieces.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { ExpressionHelp, TrialResult } from './ExpressionTrial.tsx'
import { RetireButton } from './RetireButton.tsx'
import { useTracks } from './use-tracks.ts'
import { MONITORING_WORDS } from './words.ts'

/** Makes a track, or changes one: what is written is tried at once on the newest posts. */
export function TrackPage() {
  const { trackId } = useParams()
  const tracks = useTracks()
  const may = useMay()
  // A search that becomes a track brings its words along.
  const brought = useSearchParams()[0].get('expression') ?? ''
  if (!may('tracks.edit')) return <Trouble error={{ code: 'forbidden' }} />
  if (!trackId) return <Form brought={brought} />
  return <Asked query={tracks}>{(rows) => <Found track={rows.find(({ id }) => id === trackId)} />}</Asked>
}

function Found({ track }: { readonly track: Track | undefined }) {
  return track ? <Form track={track} /> : <Trouble error={{ code: 'not-found' }} />
}

function Form({ track, brought = '' }: { readonly track?: Track; readonly brought?: string }) {
  const words = useWords(MONITORING_WORDS)
  const ui = useWords(UI_WORDS)
  const navigate = useNavigate()
  const [name, setName] = useState(track?.name ?? '')
  const [expression, setExpression] = useState(track?.expression ?? brought)
  const save = useSaving(track)
  const isReady = name.trim() !== '' && expression.trim() !== ''
  const submit = () => save.mutate({ name: name.trim(), expression }, { onSuccess: () => navigate('/tracks') })
  return (
    <>
      <PageHead title={track ? words.editTitle({ name: track.name }) : words.newTrack} note={words.saveNote} />
      <div className="columns">
        <form
          className="column"
          onSubmit={(event) => {
            event.preventDefault()
            if (isReady) submit()
          }}
        >
          <Section>
            <Labelled text={words.name}>
              <Input
                value={name}
                onChange={(event) => setName(event.target.value)}
                maxLength={100}
                placeholder={words.nameHint}
              />
            </Labelled>
            <Labelled text={words.expression}>
              <Input.TextArea
                value={expression}
                onChange={(event) => setExpression(event.target.value)}
                maxLength={5000}
                autoSize={{ minRows: 3, maxRows: 10 }}
                className="mono"
                spellCheck={false}
              />
              <span className="soft small">{words.expressionHint}</span>
            </Labelled>
            {save.error ? <RefusalText error={save.error} /> : null}
            <div className="form-verbs">
              <Button type="primary" htmlType="submit" disabled={!isReady} loading={save.isPending}>
                {words.saveTrack}
              </Button>
              <Button onClick={() => navigate('/tracks')}>{ui.cancel}</Button>
              {track ? <Retire track={track} /> : null}
            </div>
          </Section>
        </form>
        <div className="column">
          <Section title={words.trial}>
            <TrialResult expression={expression} />
          </Section>
          <ExpressionHelp />
        </div>
      </div>
    </>
  )
}

function useSaving(track: Track | undefined) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: { name: string; expression: string }) =>
      track ? put<Track>(`/api/tracks/${track.id}`, body) : post<Track>('/api/tracks', body),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['tracks'] }),
  })
}

function Retire({ track: { id, name } }: { readonly track: Track }) {
  const words = useWords(MONITORING_WORDS)
  const { retireNote: note, retire: verb } = words
  return <RetireButton what="tracks" id={id} title={words.retireWhat({ name })} note={note} verb={verb} />
}
