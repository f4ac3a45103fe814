import { createReadStream } from 'node:fs'
import { access, constants } from 'node:fs/promises'
import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { listOrganisations } from '../access/reads.ts'
import type { App } from '../app.ts'
import type { CommandIo } from '../base/command.ts'

/** The operator called wrongly; the command ends with 2 and these words. */
export class WrongCall extends Error {
  override readonly name = 'WrongCall'
}

const GZIP_MAGIC = 0x1f8b

/**
 * The bytes of a file, or of standard input for `-`, unpacked where they are gzip, whatever the file is called.
 * @throws WrongCall when it cannot be read
 */
export async function openInput(file: string, io: CommandIo): Promise<AsyncIterable<Uint8Array>> {
  if (file !== '-') {
    await access(file, constants.R_OK).catch(() => {
      throw new WrongCall(`${file} cannot be read`)
    })
  }
  return unpacked(file === '-' ? io.stdin : createReadStream(file))
}

async function* unpacked(source: Readable): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]()
  const first = await chunks.next()
  if (first.done) return
  const head = Buffer.from(first.value as Uint8Array)
  async function* all(): AsyncGenerator<Uint8Array> {
    yield head
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value as Uint8Array
  }
  try {
    if (head.length < 2 || head.readUInt16BE(0) !== GZIP_MAGIC) yield* all()
    // What goes wrong in packed bytes comes out of the unpacked ones; the callback only keeps it from being thrown twice.
    else yield* pipeline(Readable.from(all()), createGunzip(), () => undefined)
  } finally {
    source.destroy()
  }
}

/** The organisation that `--org` names, or the only one there is. @throws WrongCall, naming the ones there are */
export async function organisationOf(app: App, given: string | undefined): Promise<string> {
  const known = await listOrganisations(app.db)
  const found = given === undefined ? (known.length === 1 ? known[0] : undefined) : known.find(({ id }) => id === given)
  if (found) return found.id
  const list = known.map(({ id, name }) => `  ${id}  ${name}`).join('\n')
  if (known.length === 0) throw new WrongCall('there is no organisation yet: start Weiji and open the link it prints')
  throw new WrongCall(
    `${given === undefined ? 'which organisation? --org ID' : 'no such organisation'}; there are\n${list}`,
  )
}
