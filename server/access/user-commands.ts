import { parseArgs } from 'node:util'
import type { Actor, App, Command } from '../app.ts'
import type { CommandIo } from '../base/command.ts'
import { Refusal } from '../base/errors.ts'
import { operatorActor } from './actor.ts'
import { changeRoles, disablePerson, enablePerson, invitePerson, makePersonLink } from './people-actions.ts'
import { type Role, STARTING_ROLES } from './permissions.ts'
import { emailKey } from './person-store.ts'
import { listOrganisations, listPeople, type PersonRow } from './reads.ts'

const OPTIONS = {
  org: { type: 'string' },
  email: { type: 'string' },
  name: { type: 'string' },
  roles: { type: 'string' },
  reason: { type: 'string' },
} as const

type Given = { readonly [K in keyof typeof OPTIONS]?: string | undefined }
type Step = (app: App, actor: Actor, given: Given, io: CommandIo) => Promise<void>

/** For whoever has the machine: the way back in when no administrator can sign in. Everything is in the audit, as done by the operator. */
export const userCommand: Command = {
  name: 'user',
  usage:
    'user list | invite --email E --name N --roles R,… | roles --email E --roles R,… | disable --email E --reason WHY | ' +
    'enable --email E --reason WHY | reset-link --email E  [--org ID, needed where there are several]',
  summary: 'see, invite, disable people, change roles, make a one-time link',
  run: async (args, io, app) => {
    const [word = '', ...rest] = args
    const step = Object.hasOwn(STEPS, word) ? STEPS[word] : undefined
    if (!step) {
      io.stderr.write(`usage: ${userCommand.usage}\n`)
      return 2
    }
    const { values } = parseArgs({ args: rest, options: OPTIONS, strict: true })
    const running = await app()
    await step(running, operatorActor(await organisationOf(running, values.org)), values, io)
    return 0
  },
}

const STEPS: Readonly<Record<string, Step>> = {
  list: async (app, actor, _given, io) => {
    for (const person of await listPeople(app.db, actor.orgId)) io.stdout.write(`${lineOf(person)}\n`)
  },
  invite: async (app, actor, given, io) => {
    const input = { name: needed(given, 'name'), email: needed(given, 'email'), roles: rolesOf(given) }
    if (!/^[^@\s]+@[^@\s]+$/.test(input.email))
      throw new Refusal('invalid', { field: 'email', reason: 'is no address' })
    const { person, link } = await invitePerson(app, actor, input)
    io.stdout.write(`${lineOf(person)}\n${link}\n`)
  },
  roles: async (app, actor, given, io) => {
    io.stdout.write(`${lineOf(await changeRoles(app, actor, await personIdOf(app, actor, given), rolesOf(given)))}\n`)
  },
  disable: async (app, actor, given, io) => {
    const personId = await personIdOf(app, actor, given)
    io.stdout.write(`${lineOf(await disablePerson(app, actor, personId, needed(given, 'reason')))}\n`)
  },
  enable: async (app, actor, given, io) => {
    const personId = await personIdOf(app, actor, given)
    io.stdout.write(`${lineOf(await enablePerson(app, actor, personId, needed(given, 'reason')))}\n`)
  },
  'reset-link': async (app, actor, given, io) => {
    io.stdout.write(`${await makePersonLink(app, actor, await personIdOf(app, actor, given))}\n`)
  },
}

async function organisationOf(app: App, given: string | undefined): Promise<string> {
  const known = await listOrganisations(app.db)
  const found = given === undefined && known.length === 1 ? known[0] : known.find(({ id }) => id === given)
  if (found) return found.id
  const list = known.map(({ id, name }) => `${id} ${name}`).join(', ') || 'none yet'
  throw new Refusal('not-found', { field: 'org', reason: `say which organisation by --org: ${list}` })
}

async function personIdOf(app: App, actor: Actor, given: Given): Promise<string> {
  const key = emailKey(needed(given, 'email'))
  const person = (await listPeople(app.db, actor.orgId)).find(({ email }) => emailKey(email) === key)
  if (!person) throw new Refusal('not-found', { field: 'email', reason: `nobody here has the address ${given.email}` })
  return person.id
}

function rolesOf(given: Given): Role[] {
  const words = (given.roles ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
  const known = Object.keys(STARTING_ROLES)
  const wrong = words.find((word) => !known.includes(word))
  if (wrong !== undefined)
    throw new Refusal('invalid', { field: 'roles', reason: `${wrong} is none of ${known.join(', ')}` })
  return words as Role[]
}

function needed(given: Given, name: keyof Given): string {
  const value = given[name]?.trim()
  if (!value) throw new Refusal('invalid', { field: name, reason: `--${name} is needed` })
  return value
}

function lineOf({ name, email, roles, isDisabled, hasJoined }: PersonRow): string {
  const state = isDisabled ? 'disabled' : hasJoined ? 'active' : 'invited'
  return `${email}\t${name}\t${roles.join(',') || '-'}\t${state}`
}
