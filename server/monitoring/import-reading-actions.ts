import { mkdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { App } from '../app.ts'
import { BadFile } from '../connectors/contract/bad-file.ts'
import { fingerprintOf, type Remembered, rememberHeader } from '../connectors/contract/known-headers.ts'
import { listFiles, type Reading } from '../connectors/contract/read-files.ts'
import type { UnknownTable } from '../connectors/contract/recognise.ts'
import { isArchive, unpackArchive } from '../connectors/contract/unpack.ts'
import { readFiles } from '../connectors/index.ts'
import { folderOf, type ImportFile, type ImportFolder, safePath, wholePath } from './import-file-store.ts'
import { type KeptMapping, listMappings } from './import-mapping-store.ts'
import type { ImportRecord } from './import-store.ts'

export type RememberedTable = Remembered & { readonly kept: KeptMapping }
export type ImportReading = {
  readonly reading: Reading
  /** what people call a file */
  readonly nameOf: (file: string) => string
  readonly rememberedOf: (table: UnknownTable) => RememberedTable | undefined
  /** archives that could not be unpacked, by name */
  readonly broken: readonly { readonly name: string; readonly code: string; readonly reason: string }[]
}

/** More free room than this is left to everybody else. */
const ROOM_LEFT = 2 * 2 ** 30
const MOST_UNPACKED = 50 * 2 ** 30

/**
 * Opens the files of an import, the same way each time: archives unpacked, tables that no format knows by the mapping chosen for them or
 * remembered. @throws Refusal an unknown zone
 */
export async function openReading(
  app: App,
  { orgId, id, zone, collectedAt, mappings, readAt }: ImportRecord,
  files: readonly ImportFile[],
): Promise<ImportReading> {
  const folder = folderOf(app.config.dataDir, orgId, id)
  const kept = await listMappings(app.db, orgId)
  const rememberedOf = remembering(kept)
  const { paths, names, broken } = await gather(app, folder, files)
  const reading = await readFiles(paths, {
    now: readAt ?? app.clock.now(),
    zone,
    ...(collectedAt === null ? {} : { crawledAt: collectedAt }),
    mappingFor: (table) => (mappings[fingerprintOf(table.columns)] as never) ?? rememberedOf(table)?.mapping,
  })
  return { reading, rememberedOf, broken, nameOf: (file) => names.get(file) ?? path.basename(file) }
}

/** What is known of a table from earlier imports. */
export function remembering(kept: readonly KeptMapping[]): (table: UnknownTable) => RememberedTable | undefined {
  return ({ columns, guess }) => {
    const found = rememberHeader(kept, columns, guess)
    const by = found && kept.find((each) => each === found.known)
    return found && by && { ...found, kept: by }
  }
}

async function gather(app: App, folder: ImportFolder, files: readonly ImportFile[]) {
  const paths: string[] = []
  const names = new Map<string, string>()
  const broken: { name: string; code: string; reason: string }[] = []
  for (const file of files) {
    const whole = wholePath(folder, file)
    try {
      for (const each of (await isArchive(whole))
        ? await unpacked(app, folder, file)
        : [{ path: whole, name: file.name }]) {
        paths.push(each.path)
        names.set(each.path, each.name)
      }
    } catch (error) {
      if (!(error instanceof BadFile)) throw error
      broken.push({ name: file.name, code: error.code, reason: error.message })
    }
  }
  return { paths, names, broken }
}

/** Once: a folder of that name is whole. */
async function unpacked(
  app: App,
  folder: ImportFolder,
  { no, name }: ImportFile,
): Promise<{ path: string; name: string }[]> {
  const target = path.join(folder.unpacked, String(no))
  if (!(await stat(target).catch(() => undefined))) {
    const making = `${target}.making`
    await rm(making, { recursive: true, force: true })
    await mkdir(making, { recursive: true, mode: 0o700 })
    const room = (app.load.disk.freeBytes() ?? MOST_UNPACKED) - ROOM_LEFT
    await unpackArchive(wholePath(folder, { no, name }), making, {
      mostBytes: Math.max(0, Math.min(MOST_UNPACKED, room)),
      safePath,
    })
    await rename(making, target)
  }
  const found = await listFiles([target])
  return found.map((each) => ({ path: each, name: `${name} › ${path.relative(target, each)}` }))
}
