import { parseArgs } from 'node:util'

export type StartArguments = { readonly role: 'web' | 'worker' | 'all'; readonly isDemo: boolean }

export const USAGE = `npm start -- [--role all|web|worker] [--demo]

  --role   what this process does: all (as without it), only pages and API, or only jobs; any number of each
           share one database
  --demo   also makes a demonstration organisation, marked as such, and prints a link to sign in once

Settings are environment variables: see docs/operations.md`

/** @throws Error in words for whoever typed them */
export function readArguments(args: readonly string[]): StartArguments | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: { role: { type: 'string' }, demo: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  })
  if (values.help) return 'help'
  const { role = 'all' } = values
  if (role !== 'web' && role !== 'worker' && role !== 'all') throw new Error(`--role ${role}: one of all, web, worker`)
  return { role, isDemo: values.demo ?? false }
}
