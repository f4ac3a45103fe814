import { useQuery } from '@tanstack/react-query'
import { Button, Input, InputNumber, Radio, Select } from 'antd'
import { useRef, useState } from 'react'
import type { Recording } from '../../server/monitoring/recording-schema.ts'
import type { Track } from '../../server/monitoring/schema.ts'
import { get, serverNow } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Labelled } from '../ui/Pieces.tsx'
import { REPLAY_WORDS } from './replay-words.ts'
import { useRecordFile, useRecordOwn, useRemoveRecording } from './use-replays.ts'

type Choosing = { readonly chosen: Recording | undefined; readonly choose: (recording: Recording | undefined) => void }
type Way = 'file' | 'posts' | 'story'

/** The recording that is to be played: a new one from a file or from one's own posts, or the built-in story. */
export function ReplayRecording({ chosen, choose }: Choosing) {
  const words = useWords(REPLAY_WORDS)
  const [way, setWay] = useState<Way>()
  const story = useRecordOwn()
  const pick = (next: Way) => {
    setWay(next)
    choose(undefined)
    if (next === 'story') story.mutate({ kind: 'story' }, { onSuccess: choose })
  }
  const done = (recording: Recording) => {
    setWay(undefined)
    choose(recording)
  }
  return (
    <div className="stack">
      <Radio.Group value={way ?? null} onChange={(event) => pick(event.target.value as Way)} className="replay-ways">
        <Radio.Button value="story">{words.kindStory}</Radio.Button>
        <Radio.Button value="file">{words.kindFile}</Radio.Button>
        <Radio.Button value="posts">{words.kindPosts}</Radio.Button>
      </Radio.Group>
      {way === 'story' ? <p className="soft">{words.storyNote}</p> : null}
      {story.error ? <RefusalText error={story.error} /> : null}
      {way === 'file' ? <FromFile done={done} /> : null}
      {way === 'posts' ? <FromPosts done={done} /> : null}
      {chosen ? <RecordingLine recording={chosen} /> : null}
    </div>
  )
}

function FromFile({ done }: { readonly done: (recording: Recording) => void }) {
  const words = useWords(REPLAY_WORDS)
  const format = useFormat()
  const input = useRef<HTMLInputElement>(null)
  const [events, setEvents] = useState(1)
  const [zone, setZone] = useState('Asia/Shanghai')
  const [share, setShare] = useState(0)
  const send = useRecordFile()
  const take = (file: File | undefined) => {
    if (file) send.mutate({ file, events, zone, told: setShare }, { onSuccess: done })
  }
  return (
    <div className="stack">
      <p className="soft small">{words.fileNote}</p>
      <div className="replay-fields">
        <Labelled text={words.events}>
          <InputNumber min={1} max={1000} value={events} onChange={(value) => setEvents(value ?? 1)} />
        </Labelled>
        <Labelled text={words.zone}>
          <Input value={zone} maxLength={60} onChange={(event) => setZone(event.target.value)} />
        </Labelled>
      </div>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={words.chooseFile}
        onChange={(event) => {
          take(event.target.files?.[0])
          event.target.value = ''
        }}
      />
      <Button type="primary" loading={send.isPending} onClick={() => input.current?.click()}>
        {send.isPending
          ? share < 1
            ? words.uploading({ share: format.share(share) })
            : words.reading
          : words.chooseFile}
      </Button>
      {send.error ? <RefusalText error={send.error} /> : null}
    </div>
  )
}

function FromPosts({ done }: { readonly done: (recording: Recording) => void }) {
  const words = useWords(REPLAY_WORDS)
  const tracks = useQuery({ queryKey: ['tracks'], queryFn: ({ signal }) => get<Track[]>('/api/tracks', {}, signal) })
  const [trackId, setTrackId] = useState('')
  const now = serverNow()
  const [from, setFrom] = useState(localText(new Date(now.getTime() - 86_400_000)))
  const [to, setTo] = useState(localText(now))
  const make = useRecordOwn()
  const give = () => {
    const span = { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
    make.mutate({ kind: 'posts', ...span, ...(trackId === '' ? {} : { trackId }) }, { onSuccess: done })
  }
  const isSpan = from !== '' && to !== '' && from < to
  return (
    <div className="stack">
      <Labelled text={words.track}>
        <Select
          value={trackId}
          onChange={setTrackId}
          options={[
            { value: '', label: words.allTracks },
            ...(tracks.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      </Labelled>
      <div className="replay-fields">
        <Labelled text={words.from}>
          <Input type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} />
        </Labelled>
        <Labelled text={words.to}>
          <Input type="datetime-local" value={to} onChange={(event) => setTo(event.target.value)} />
        </Labelled>
      </div>
      <Button type="primary" disabled={!isSpan} loading={make.isPending} onClick={give}>
        {words.make}
      </Button>
      {make.error ? <RefusalText error={make.error} /> : null}
    </div>
  )
}

/** As the browser's own field for times wants it, in the zone of this machine. */
function localText(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** What is there already. */
export function ReplayRecordings({
  recordings,
  chosen,
  choose,
}: Choosing & { readonly recordings: readonly Recording[] }) {
  const words = useWords(REPLAY_WORDS)
  const drop = useRemoveRecording()
  if (recordings.length === 0) return <p className="soft">{words.noRecordings}</p>
  return (
    <ul className="replay-recordings">
      {recordings.map((recording) => (
        <li key={recording.id} className={chosen?.id === recording.id ? 'thread-here' : ''}>
          <button type="button" className="thread-post" onClick={() => choose(recording)}>
            <RecordingLine recording={recording} />
          </button>
          <Button
            type="text"
            title={words.removeNote}
            onClick={() =>
              drop.mutate(recording.id, {
                onSuccess: () => {
                  if (chosen?.id === recording.id) choose(undefined)
                },
              })
            }
          >
            {words.remove}
          </Button>
        </li>
      ))}
      {drop.error ? <RefusalText error={drop.error} /> : null}
    </ul>
  )
}

function RecordingLine({ recording }: { readonly recording: Recording }) {
  const words = useWords(REPLAY_WORDS)
  const format = useFormat()
  const { name, posts, spanMs, firstAt, note } = recording
  const notes = [
    note.format && note.format !== 'cascades' ? note.format : '',
    note.events ? words.noteEvents({ n: note.events }) : '',
    note.refused ? words.noteRefused({ n: format.count(note.refused) }) : '',
    note.shortened ? words.noteShortened({ n: note.shortened }) : '',
    note.isCut ? words.noteCut : '',
  ].filter((each) => each !== '')
  return (
    <span className="replay-recording">
      <strong>{name}</strong>
      <span className="soft small figures">
        {words.recordingLine({ n: format.count(posts), span: format.duration(spanMs), at: format.full(firstAt) })}
        {notes.length > 0 ? ` · ${notes.join(' · ')}` : ''}
      </span>
    </span>
  )
}
