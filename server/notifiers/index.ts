/** All notifiers. A new one is its file, its test and one line here. */
import type { Notifier } from './contract.ts'
import { email } from './email.ts'

export const notifiers: readonly Notifier[] = [email]

export const findNotifier = (id: string): Notifier | undefined => notifiers.find((each) => each.id === id)
