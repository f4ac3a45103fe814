import { SECOND } from '../base/clock.ts'
import { fetchOutside, OutsideError, resolveOutside } from '../base/outside.ts'
import { openSecret, SecretError } from '../base/secrets.ts'
import { CollectError, type Collected, type CollectInput, type Collector } from '../connectors/contract.ts'
import type { SettingValues } from './source-schema.ts'
import type { Watching } from './watching.ts'

export type Asked = {
  readonly settings: SettingValues
  /** opened */
  readonly secrets: Readonly<Record<string, string>>
  readonly cursor: unknown
  readonly zone: string
}

/** Mail takes long; a feed has its own, shorter limit. */
export const MOST_ASKING_MS = 120 * SECOND
const MOST_REASON = 500

/** Asks a source once, by way of the one door to the outside. @throws CollectError in words, whatever went wrong */
export async function askSource(app: Watching, collector: Collector, asked: Asked): Promise<Collected> {
  const { privateHosts } = app.config
  const signal = AbortSignal.timeout(MOST_ASKING_MS)
  const input: CollectInput = {
    settings: { ...asked.settings, ...asked.secrets },
    cursor: asked.cursor ?? undefined,
    zone: asked.zone,
    now: app.clock.now(),
    signal,
    fetch: (url, options = {}) => fetchOutside({ url, signal, privateHosts, headers: options.headers ?? {} }),
    resolve: (host) => resolveOutside(host, privateHosts),
  }
  try {
    return await collector.collect(input)
  } catch (error) {
    throw troubleOf(app, collector, error, signal)
  }
}

/** @throws CollectError the key has been changed: the secrets have to be typed again */
export function openSecrets(
  app: Watching,
  orgId: string,
  name: string,
  sealed: Readonly<Record<string, string>>,
): Record<string, string> {
  try {
    const opened = Object.entries(sealed).map(([key, text]) => {
      return [key, openSecret(app.config.secretKey, secretContext(orgId, name, key), text)]
    })
    return Object.fromEntries(opened)
  } catch (error) {
    if (error instanceof SecretError) throw new CollectError('secret-lost', error.message)
    throw error
  }
}

/** A sealed secret opens only for its own setting of its own source. */
export const secretContext = (orgId: string, name: string, key: string): string => `${orgId} source ${name} ${key}`

function troubleOf(app: Watching, collector: Collector, error: unknown, signal: AbortSignal): CollectError {
  if (error instanceof CollectError) return new CollectError(error.code, short(error.message), error.retryAt)
  if (error instanceof OutsideError) return new CollectError(error.code, short(error.message))
  if (signal.aborted) return new CollectError('timeout', 'the other side took too long to answer')
  // Not for people: it may hold what must not be shown.
  app.log.error('a collector failed', { kind: collector.id, error: (error as Error).message })
  return new CollectError('our-fault', 'a fault of ours; the log of the server says more')
}

function short(text: string): string {
  return text.slice(0, MOST_REASON).toWellFormed().replaceAll('\0', '')
}
