import path from 'node:path'
import { closedFolder } from './postgres-owner.ts'

/** Folder of the embedded database below the data folder: it belongs to the database alone. */
export function databaseFolder(dataDir: string): string {
  return path.join(dataDir, 'postgres')
}

export function logFolder(dataDir: string): string {
  return path.join(dataDir, 'logs')
}

/**
 * `.weiji` in the checkout; where root has cloned into a folder that the database's user cannot enter, such as /root,
 * `/var/lib/weiji`.
 */
export function defaultDataDir(checkout: string): string {
  const near = path.join(checkout, '.weiji')
  return closedFolder(databaseFolder(near)) === undefined ? near : '/var/lib/weiji'
}
