import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { prepareTemplate } from './template.ts'

export type FreshDatabase = { readonly url: string; drop(): Promise<void> }

/** Set by global-setup.ts, or by a person who wants the tests on a server of his own (its user must be able to create databases). */
const URL_VARIABLE = 'WEIJI_TEST_DATABASE_URL'
const TEMPLATE = 'weiji_template'
/** Any number that nothing else locks: tests run in several processes, and one of them makes the template. */
const TEMPLATE_LOCK = 7_316_001

/**
 * A new database with everything migrated, for one test. Its name is unique, so tests of all processes run side by side.
 * Dropping it is a courtesy: at the end the whole cluster goes.
 */
export async function freshDatabase(): Promise<FreshDatabase> {
  const name = `test_${process.pid}_${randomBytes(6).toString('hex')}`
  await withClient(serverUrl(), async (client) => {
    await ensureTemplate(client)
    await client.query(`create database ${name} template ${TEMPLATE}`)
  })
  const drop = async (): Promise<void> => {
    await withClient(serverUrl(), (client) => client.query(`drop database if exists ${name} with (force)`)).catch(
      () => undefined,
    )
  }
  return { url: databaseUrl(name), drop }
}

/** The lock is held by the session, so a test process that dies in the middle lets the next one begin anew. */
async function ensureTemplate(client: pg.Client): Promise<void> {
  if (await isTemplateReady(client)) return
  await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK])
  if (!(await isTemplateReady(client))) {
    await client.query(`drop database if exists ${TEMPLATE} with (force)`)
    await client.query(`create database ${TEMPLATE}`)
    await prepareTemplate(databaseUrl(TEMPLATE))
    // The mark that it is whole.
    await client.query(`alter database ${TEMPLATE} is_template true`)
  }
  await client.query('select pg_advisory_unlock($1)', [TEMPLATE_LOCK])
}

async function isTemplateReady(client: pg.Client): Promise<boolean> {
  const found = await client.query('select 1 from pg_database where datname = $1 and datistemplate', [TEMPLATE])
  return found.rowCount === 1
}

function serverUrl(): string {
  const url = process.env[URL_VARIABLE]
  if (url) return url
  throw new Error(
    `${URL_VARIABLE} is not set: run tests by \`npm test -- PATH\`, or by node --test --test-global-setup=test/support/global-setup.ts`,
  )
}

function databaseUrl(name: string): string {
  // Not by `new URL`: it refuses the empty host which stands for a socket.
  return serverUrl().replace(/^(postgres(?:ql)?:\/\/[^/]*\/)[^?]*/, `$1${name}`)
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url)
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
