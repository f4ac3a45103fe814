import type { App } from '../app.ts'
import { openSecret, SecretError, sealSecret } from '../base/secrets.ts'
import { NotifyError, type Settings } from '../notifiers/contract.ts'
import type { ChannelRow } from './channel-store.ts'

type Sealed = Pick<ChannelRow, 'secrets' | 'sealContext'>

/**
 * The settings as its notifier takes them, opened secrets among them.
 * @throws NotifyError `settings`, also for one that was removed
 */
export function openChannel(app: App, row: ChannelRow): Settings {
  if (row.removedAt) throw new NotifyError('settings', 'the channel was removed', { isFinal: true })
  try {
    return { ...row.settings, ...openSecrets(app, row) }
  } catch (error) {
    if (!(error instanceof SecretError)) throw error
    throw new NotifyError('settings', error.message, { isFinal: true })
  }
}

/** With another key than they were sealed with they are lost; whoever gives new ones must not be kept from it. */
export function secretsOrNone(app: App, row: Sealed): Settings {
  try {
    return openSecrets(app, row)
  } catch (error) {
    if (error instanceof SecretError) return {}
    throw error
  }
}

/** @returns null where there are none */
export function sealSecrets(app: App, context: string, secrets: Settings): string | null {
  if (Object.keys(secrets).length === 0) return null
  return sealSecret(app.config.secretKey, context, JSON.stringify(secrets))
}

/** What a channel's secrets are bound to: copied into another row they do not open. */
export function channelContext(orgId: string, id: string): string {
  return `${orgId} channel ${id}`
}

function openSecrets(app: App, { secrets, sealContext }: Sealed): Settings {
  if (secrets === null) return {}
  return JSON.parse(openSecret(app.config.secretKey, sealContext, secrets)) as Settings
}
