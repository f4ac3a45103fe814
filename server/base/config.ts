import os from 'node:os'
import path from 'node:path'

/** Everything the environment decides, read once. docs/operations.md has the table; a test compares. */
export type Config = {
  readonly port: number
  readonly host: string
  /** folder of the embedded database, logs and files */
  readonly dataDir: string
  /** a PostgreSQL of the operator's own; undefined = the embedded one */
  readonly databaseUrl: string | undefined
  readonly postgresBin: string | undefined
  /** as people outside see us, such as https://weiji.example.com; undefined = http://localhost:PORT */
  readonly publicUrl: string
  /** behind a proxy that sets X-Forwarded-For and -Proto: how many, 0 = none */
  readonly trustedProxies: number
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error'
  readonly threads: number
  /** lets a scraper read /metrics from elsewhere; undefined = only from this machine */
  readonly metricsToken: string | undefined
}

/** A setting that cannot be meant: the message names the variable and what it may hold. */
export class ConfigError extends Error {}

type Environment = Readonly<Record<string, string | undefined>>
type Setting<T> = {
  readonly fallback: string
  readonly meaning: string
  readonly read: (value: string, name: string) => T
}

const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const

/** Every variable that the product reads: docs/operations.md repeats this table, which a test compares. */
export const SETTINGS = {
  PORT: { fallback: '8080', meaning: 'port of the web pages and the API; 0 takes any free one', read: portOf },
  HOST: {
    fallback: '127.0.0.1',
    meaning: 'address to listen on; `0.0.0.0` for all, then put TLS in front',
    read: textOf,
  },
  WEIJI_DATA: {
    fallback: '',
    meaning:
      "folder of the embedded database and the logs; `.weiji` in the checkout, or `/var/lib/weiji` where the database's user cannot enter that",
    read: optional,
  },
  DATABASE_URL: {
    fallback: '',
    meaning: 'a PostgreSQL (15 or newer) of your own instead of the embedded one',
    read: databaseUrlOf,
  },
  WEIJI_POSTGRES_BIN: {
    fallback: '',
    meaning: 'folder with `postgres` and `initdb` of your own for the embedded database',
    read: optional,
  },
  WEIJI_PUBLIC_URL: {
    fallback: '',
    meaning:
      'address as people see it, such as `https://weiji.example.com`; with https cookies are Secure and HSTS is sent',
    read: publicUrlOf,
  },
  WEIJI_TRUSTED_PROXIES: {
    fallback: '0',
    meaning: 'how many proxies in front of us set X-Forwarded-For and X-Forwarded-Proto',
    read: (value: string, name: string) => integerOf(value, name, 0, 10),
  },
  WEIJI_LOG_LEVEL: { fallback: 'info', meaning: '`debug`, `info`, `warn` or `error`', read: levelOf },
  WEIJI_THREADS: {
    fallback: '',
    meaning: 'threads of the text engine; otherwise one less than the machine has cores, at least 1, at most 4',
    read: (value: string, name: string) =>
      value === '' ? Math.min(4, Math.max(1, os.availableParallelism() - 1)) : integerOf(value, name, 1, 256),
  },
  WEIJI_METRICS_TOKEN: {
    fallback: '',
    meaning: 'bearer token with which /metrics may be read from another machine',
    read: optional,
  },
} as const satisfies Record<string, Setting<unknown>>

type SettingName = keyof typeof SETTINGS

/**
 * @param env usually process.env; an empty variable is an absent one
 * @param defaultDataDir where data goes when WEIJI_DATA says nothing (see data-folder.ts)
 * @throws ConfigError naming the variable
 */
export function readConfig(env: Environment, defaultDataDir: () => string): Config {
  const read = <N extends SettingName>(name: N) => {
    const { fallback, read } = SETTINGS[name]
    return read((env[name] ?? '').trim() || fallback, name) as ReturnType<(typeof SETTINGS)[N]['read']>
  }
  const port = read('PORT')
  const dataDir = read('WEIJI_DATA')
  return {
    port,
    host: read('HOST'),
    dataDir: path.resolve(dataDir ?? defaultDataDir()),
    databaseUrl: read('DATABASE_URL'),
    postgresBin: read('WEIJI_POSTGRES_BIN'),
    publicUrl: read('WEIJI_PUBLIC_URL') ?? `http://localhost:${port}`,
    trustedProxies: read('WEIJI_TRUSTED_PROXIES'),
    logLevel: read('WEIJI_LOG_LEVEL'),
    threads: read('WEIJI_THREADS'),
    metricsToken: read('WEIJI_METRICS_TOKEN'),
  }
}

function textOf(value: string): string {
  return value
}

function optional(value: string): string | undefined {
  return value === '' ? undefined : value
}

function integerOf(value: string, name: string, least: number, most: number): number {
  const number = Number(value)
  if (/^\d+$/.test(value) && number >= least && number <= most) return number
  throw new ConfigError(`${name} is "${value}", but must be a whole number from ${least} to ${most}`)
}

function portOf(value: string, name: string): number {
  return integerOf(value, name, 0, 65_535)
}

function levelOf(value: string, name: string): Config['logLevel'] {
  const found = LOG_LEVELS.find((level) => level === value)
  if (found) return found
  throw new ConfigError(`${name} is "${value}", but must be one of ${LOG_LEVELS.join(', ')}`)
}

function databaseUrlOf(value: string, name: string): string | undefined {
  if (value === '' || /^postgres(?:ql)?:\/\/./.test(value)) return optional(value)
  // The value itself may hold a password: it is not repeated.
  throw new ConfigError(`${name} must begin with postgres:// such as postgres://user:password@host:5432/weiji`)
}

function publicUrlOf(value: string, name: string): string | undefined {
  if (value === '') return undefined
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.hash) return url.origin
  throw new ConfigError(
    `${name} is "${value}", but must be an address without a path, such as https://weiji.example.com`,
  )
}
