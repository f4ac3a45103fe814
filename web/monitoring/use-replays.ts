import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { NewRecording, NewRun, Recording, ReplayRun } from '../../server/monitoring/recording-schema.ts'
import type { AlertCard } from '../../server/warning/schema.ts'
import { get, post, put, queryText, Refusal, readRefusal, remove } from '../api.ts'

const RUNS = ['replay-runs']
const RECORDINGS = ['recordings']
const LIVE_MS = 1500

export function useRecordings() {
  return useQuery({ queryKey: RECORDINGS, queryFn: ({ signal }) => get<Recording[]>('/api/recordings', {}, signal) })
}

/** While one plays, it is asked for again and again. */
export function useRuns() {
  return useQuery({
    queryKey: RUNS,
    queryFn: ({ signal }) => get<ReplayRun[]>('/api/replay-runs', {}, signal),
    refetchInterval: ({ state }) => (state.data?.some((run) => run.state === 'running') ? LIVE_MS : false),
  })
}

export function useRunAlerts(run: ReplayRun) {
  return useQuery({
    queryKey: ['replay-alerts', run.id],
    queryFn: ({ signal }) => get<AlertCard[]>(`/api/replay-runs/${run.id}/alerts`, {}, signal),
    refetchInterval: run.state === 'running' ? 2 * LIVE_MS : false,
  })
}

export function useStartRun() {
  return useRunChange((given: NewRun) => post<ReplayRun>('/api/replay-runs', given))
}

export function useRunVerb(runId: string) {
  return useRunChange((noun: 'pause' | 'resumption' | 'stop') => post<ReplayRun>(`/api/replay-runs/${runId}/${noun}`))
}

export function useSeek(runId: string) {
  return useRunChange((ms: number) => put<ReplayRun>(`/api/replay-runs/${runId}/position`, { ms }))
}

export function useRunLink(runId: string) {
  return useMutation({ mutationFn: () => post<{ link: string }>(`/api/replay-runs/${runId}/link`) })
}

function useRunChange<T>(act: (given: T) => Promise<ReplayRun>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: RUNS })
      void queries.invalidateQueries({ queryKey: ['replay-alerts'] })
    },
  })
}

export function useRecordOwn() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (given: NewRecording) => post<Recording>('/api/recordings', given),
    onSettled: () => void queries.invalidateQueries({ queryKey: RECORDINGS }),
  })
}

export function useRemoveRecording() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => remove(`/api/recordings/${id}`),
    onSettled: () => void queries.invalidateQueries({ queryKey: RECORDINGS }),
  })
}

export type FileGiven = {
  readonly file: File
  readonly events: number
  readonly zone: string
  readonly told: (share: number) => void
}

export function useRecordFile() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: sendFile,
    onSettled: () => void queries.invalidateQueries({ queryKey: RECORDINGS }),
  })
}

/** By XMLHttpRequest: fetch does not tell how much has been sent. */
function sendFile({ file, events, zone, told }: FileGiven): Promise<Recording> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/recordings/files${queryText({ name: file.name, events, zone })}`)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.upload.addEventListener('progress', ({ loaded, total }) => told(total > 0 ? loaded / total : 0))
    request.addEventListener('error', () => reject(new Refusal('offline')))
    request.addEventListener('load', () => {
      if (request.status === 201) return resolve(JSON.parse(request.responseText) as Recording)
      const answer = new Response(request.responseText, { status: request.status })
      return void readRefusal(answer).then(reject)
    })
    request.send(file)
  })
}
