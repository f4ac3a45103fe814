import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { forgetAddress } from '../../server/base/postgres-address.ts'
import { placesBelow } from '../../server/base/postgres-cluster.ts'
import { stopPostmaster } from '../../server/base/postgres-process.ts'
import { isOwnerAlive, type Owner, readText, thisProcess } from '../../server/base/process-lock.ts'

const PREFIX = 'weiji-test-'
const OWNER = 'owner.json'
const DATABASE = 'postgres'

/** A folder of this process for an embedded database and whatever else; swept by the next run should we be killed. */
export function temporaryHome(): { folder: string; dataDir: string } {
  const folder = mkdtempSync(path.join(os.tmpdir(), PREFIX))
  // Root's database user has to pass through.
  chmodSync(folder, 0o711)
  writeFileSync(path.join(folder, OWNER), JSON.stringify(thisProcess()))
  return { folder, dataDir: path.join(folder, DATABASE) }
}

/** Stops a database that still runs in the folder, and removes everything. */
export async function removeHome(folder: string): Promise<void> {
  const places = placesBelow(path.join(folder, DATABASE))
  await stopPostmaster(places.data)
  forgetAddress(places.address)
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
}

/** Removes the folders of processes that were killed. */
export async function sweepHomes(): Promise<void> {
  for (const name of readdirSync(os.tmpdir())) {
    const folder = path.join(os.tmpdir(), name)
    if (!name.startsWith(PREFIX) || isOwned(folder)) continue
    // Another user's, or another run sweeps it just now.
    await removeHome(folder).catch(() => undefined)
  }
}

function isOwned(folder: string): boolean {
  const text = readText(path.join(folder, OWNER))
  // Without its note it may be one that is being made at this moment.
  return text === undefined || isOwnerAlive(JSON.parse(text) as Owner)
}
