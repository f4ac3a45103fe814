import type { ImportPage, PartAnswer } from '../../server/monitoring/import-schema.ts'
import { post, Refusal, readRefusal } from '../api.ts'

/** A file as a person chose it, with the folders it lay in. */
export type Chosen = { readonly name: string; readonly file: File }
/** How far the files of an import are; `sent` counts bytes of all of them. */
export type Upload = {
  readonly sent: number
  readonly total: number
  readonly state: 'sending' | 'waiting' | 'done' | 'failed'
  readonly error?: unknown
}

const PART_BYTES = 4 * 2 ** 20
/** On a line so slow that a part takes longer than a request may, smaller ones get through. */
const LEAST_PART_BYTES = 256 * 1024
const WAIT_MS = [1000, 2000, 5000, 10_000, 20_000, 30_000]

const running = new Map<string, Upload>()
const listeners = new Set<() => void>()

export function uploadOf(importId: string): Upload | undefined {
  return running.get(importId)
}

export function onUploads(hear: () => void): () => void {
  listeners.add(hear)
  return () => listeners.delete(hear)
}

type Pair = { readonly due: ImportPage['files'][number]; readonly file: File }

/** Announces the files and begins to send them; they go on while other pages are looked at. @returns the import's id */
export async function beginUpload(chosen: readonly Chosen[]): Promise<string> {
  const files = chosen.map(({ name, file }) => ({ name, bytes: file.size }))
  const page = await post<ImportPage>('/api/imports', { files })
  // In the order in which they were announced: names may be the same.
  const pairs = page.files.flatMap((due, i) => (chosen[i] ? [{ due, file: chosen[i].file }] : []))
  void sendAll(page, pairs)
  return page.card.id
}

/** Goes on with files that were announced earlier and are chosen anew. @returns names of those that are still missing */
export function resumeUpload(page: ImportPage, chosen: readonly Chosen[]): string[] {
  const left = [...chosen]
  const due = page.files.filter((file) => file.received < file.bytes)
  const pairs = due.flatMap((file): Pair[] => {
    const found = matching(file, left)
    if (!found) return []
    left.splice(left.indexOf(found), 1)
    return [{ due: file, file: found.file }]
  })
  if (pairs.length === due.length) void sendAll(page, pairs)
  return due.filter((file) => !pairs.some((pair) => pair.due === file)).map(({ name }) => name)
}

/** The same name and size; else, of that size, the same name without folders; else the only one of that size. */
function matching(file: ImportPage['files'][number], chosen: readonly Chosen[]): Chosen | undefined {
  const ofSize = chosen.filter(({ file: { size } }) => size === file.bytes)
  return (
    ofSize.find(({ name }) => name === file.name) ??
    ofSize.find(({ name }) => baseOf(name) === baseOf(file.name)) ??
    (ofSize.length === 1 ? ofSize[0] : undefined)
  )
}

const baseOf = (name: string): string => name.split('/').at(-1) ?? name

async function sendAll(page: ImportPage, pairs: readonly Pair[]): Promise<void> {
  const { id } = page.card
  const total = page.files.reduce((sum, { bytes }) => sum + bytes, 0)
  const done = new Map(page.files.map(({ no, received }) => [no, received]))
  const tell = (state: Upload['state'], error?: unknown): void => {
    const sent = [...done.values()].reduce((sum, bytes) => sum + bytes, 0)
    running.set(id, { sent, total, state, ...(error === undefined ? {} : { error }) })
    for (const hear of listeners) hear()
  }
  try {
    for (const { due, file } of pairs) {
      await sendFile(id, due, file, (received, state) => {
        done.set(due.no, received)
        tell(state)
      })
    }
    tell('done')
  } catch (error) {
    tell('failed', error)
  }
}

async function sendFile(
  importId: string,
  { no, received, bytes }: ImportPage['files'][number],
  file: File,
  tell: (received: number, state: 'sending' | 'waiting') => void,
): Promise<void> {
  let at = received
  let size = PART_BYTES
  for (let failures = 0; at < bytes; ) {
    tell(at, failures === 0 ? 'sending' : 'waiting')
    try {
      at = (await sendPart(importId, no, at, file.slice(at, at + size), (sent) => tell(at + sent, 'sending'))).received
      failures = 0
    } catch (error) {
      const due = error instanceof Refusal && error.code === 'changed-meanwhile' ? Number(error.values.received) : -1
      if (due >= 0) at = due
      else if (failures >= WAIT_MS.length || !isPassing(error)) throw error
      size = Math.max(LEAST_PART_BYTES, size / 2)
      tell(at, 'waiting')
      await new Promise((done) => setTimeout(done, due >= 0 ? 0 : WAIT_MS[failures]))
      failures++
    }
  }
  tell(bytes, 'sending')
}

const PASSING = ['offline', 'busy', 'not-ready', 'unknown', 'bad-request', 'too-many-requests']
const isPassing = (error: unknown): boolean => error instanceof Refusal && PASSING.includes(error.code)

/** fetch tells nothing of how far it is; XMLHttpRequest does. */
function sendPart(
  importId: string,
  file: number,
  at: number,
  part: Blob,
  tell: (sent: number) => void,
): Promise<PartAnswer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('PUT', `/api/imports/${importId}/content?file=${file}&at=${at}`)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.upload.onprogress = ({ loaded }) => tell(loaded)
    request.onerror = () => reject(new Refusal('offline'))
    request.onload = () => {
      const answer = new Response(request.responseText, { status: request.status })
      if (answer.ok) resolve(JSON.parse(request.responseText) as PartAnswer)
      else readRefusal(answer).then(reject, reject)
    }
    request.send(part)
  })
}

/** What was dropped, folders with all that lies in them. Empty files and hidden ones are left out. */
export async function droppedFiles(items: DataTransferItemList): Promise<Chosen[]> {
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  const found: Chosen[] = []
  for (const entry of entries) found.push(...(await filesBelow(entry, '')))
  return found
}

async function filesBelow(entry: FileSystemEntry, folder: string): Promise<Chosen[]> {
  if (entry.name.startsWith('.')) return []
  const name = folder + entry.name
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))
    return [{ name, file }]
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  const found: Chosen[] = []
  for (;;) {
    // A hundred at a time, until there are none.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return found
    for (const each of some) found.push(...(await filesBelow(each, `${name}/`)))
  }
}

export function chosenFiles(list: FileList): Chosen[] {
  const all = [...list].map((file) => ({ name: file.webkitRelativePath || file.name, file }))
  return all.filter(({ name }) => !/(?:^|\/)\./.test(name))
}
