import type { KeyObject } from 'node:crypto'
import os from 'node:os'
import path from 'node:path'
import ipaddr from 'ipaddr.js'
import { secretKeyOf } from './secrets.ts'

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
  /** seals passwords and keys that are stored in the database (base/secrets.ts) */
  readonly secretKey: KeyObject
  /** hosts and address ranges inside the company's network that may be asked although they are not public */
  readonly privateHosts: readonly string[]
  /** asked each minute while we are well, so that somebody outside notices when we are not */
  readonly heartbeatUrl: string | undefined
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
  WEIJI_SECRET_KEY: {
    fallback: '',
    meaning:
      'key that seals stored passwords: 32 bytes as base64 (`openssl rand -base64 32`), the same for all processes of one database; otherwise `secret.key` in the data folder, made at the first start. Without it what was sealed is lost: keep a copy apart from the backups',
    read: secretKeyOrNone,
  },
  WEIJI_PRIVATE_HOSTS: {
    fallback: '',
    meaning:
      'hosts and address ranges of your own network that feeds, mail servers and webhooks may lead to, such as `rsshub.internal,10.0.0.0/8`; all other private addresses are refused',
    read: hostsOf,
  },
  WEIJI_HEARTBEAT_URL: {
    fallback: '',
    meaning:
      'address asked with GET each minute while all is well, such as a check of healthchecks.io: it tells you when we are silent',
    read: addressOf,
  },
} as const satisfies Record<string, Setting<unknown>>

type SettingName = keyof typeof SETTINGS

/**
 * @param env usually process.env; an empty variable is an absent one
 * @param defaultDataDir where data goes when WEIJI_DATA says nothing (see data-folder.ts)
 * @param storedKey the key where WEIJI_SECRET_KEY says nothing (see secrets.ts)
 * @throws ConfigError naming the variable
 */
export function readConfig(
  env: Environment,
  defaultDataDir: () => string,
  storedKey: (dataDir: string) => KeyObject,
): Config {
  const read = <N extends SettingName>(name: N) => {
    const { fallback, read } = SETTINGS[name]
    return read((env[name] ?? '').trim() || fallback, name) as ReturnType<(typeof SETTINGS)[N]['read']>
  }
  const port = read('PORT')
  const dataDir = path.resolve(read('WEIJI_DATA') ?? defaultDataDir())
  return {
    port,
    host: read('HOST'),
    dataDir,
    databaseUrl: read('DATABASE_URL'),
    postgresBin: read('WEIJI_POSTGRES_BIN'),
    publicUrl: read('WEIJI_PUBLIC_URL') ?? `http://localhost:${port}`,
    trustedProxies: read('WEIJI_TRUSTED_PROXIES'),
    logLevel: read('WEIJI_LOG_LEVEL'),
    threads: read('WEIJI_THREADS'),
    metricsToken: read('WEIJI_METRICS_TOKEN'),
    secretKey: read('WEIJI_SECRET_KEY') ?? storedKey(dataDir),
    privateHosts: read('WEIJI_PRIVATE_HOSTS'),
    heartbeatUrl: read('WEIJI_HEARTBEAT_URL'),
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

function secretKeyOrNone(value: string, name: string): KeyObject | undefined {
  if (value === '') return undefined
  const key = secretKeyOf(value)
  // The value is not repeated.
  if (!key) throw new ConfigError(`${name} must be 32 bytes as base64, such as \`openssl rand -base64 32\` prints`)
  return key
}

function hostsOf(value: string, name: string): readonly string[] {
  const hosts = value.split(',').flatMap((each) => (each.trim() === '' ? [] : [each.trim().toLowerCase()]))
  const wrong = hosts.find((host) => !ipaddr.isValidCIDR(host) && !/^[\p{L}\p{N}._:-]+$/u.test(host))
  if (wrong === undefined) return hosts
  throw new ConfigError(`${name} has "${wrong}", but must be hosts or ranges such as rsshub.internal,10.0.0.0/8`)
}

function addressOf(value: string, name: string): string | undefined {
  if (value === '') return undefined
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value
  // It may hold a token: it is not repeated.
  throw new ConfigError(`${name} must be an address such as https://hc-ping.com/your-check`)
}
