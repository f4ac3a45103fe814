import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { brokenImports, type Tree } from './support/import-rule.ts'
import { brokenShapes, missingPaths } from './support/tree-rule.ts'

const ROOT = path.resolve(import.meta.dirname, '..')

/** Files of a feature that are neither one of its reserved layers nor a pure rule, with the reason. Keep it short. */
const NOT_RULES = new Map([
  ['server/monitoring/pipeline.ts', 'the array of stages, which read and write'],
  ['server/monitoring/judges.ts', 'starts the threads of the text engine and hands texts to them'],
])

test('the tree keeps the import rule', () => {
  assert.deepEqual(brokenImports(readTree(), NOT_RULES), [])
})

test('the tree keeps the rules on names, sizes, state and registries', () => {
  assert.deepEqual(brokenShapes(readTree()), [])
})

test('every path that ARCHITECTURE.md names exists', () => {
  const document = readFileSync(path.join(ROOT, 'ARCHITECTURE.md'), 'utf8')
  assert.deepEqual(
    missingPaths(document, (file) => existsSync(path.join(ROOT, file))),
    [],
  )
})

/** Each made-up file breaks one rule; a rule that reports nothing here would watch over nothing. */
const FORBIDDEN: [string, Record<string, string>, RegExp][] = [
  [
    'base knows us',
    { 'server/base/http.ts': "import { a } from '../app.ts'", 'server/app.ts': '' },
    /base knows nothing of us/,
  ],
  [
    'app knows text',
    { 'server/app.ts': "import { a } from './text/fold.ts'", 'server/text/fold.ts': '' },
    /app knows only base/,
  ],
  [
    'a member knows another',
    { 'server/connectors/rss.ts': "import { a } from './weibo.ts'", 'server/connectors/weibo.ts': '' },
    /knows only base, text and its family's contract/,
  ],
  [
    'a member knows a feature',
    { 'server/notifiers/sms.ts': "import type { A } from '../crises/level.ts'", 'server/crises/level.ts': '' },
    /notifiers knows only base, text and its contract/,
  ],
  [
    'text opens a file',
    { 'server/text/fold.ts': "import { readFileSync } from 'node:fs'" },
    /must be pure, but reaches node:fs/,
  ],
  [
    'a rule reaches the database by way of base',
    { 'server/crises/level.ts': "import { db } from '../base/db.ts'", 'server/base/db.ts': "import pg from 'pg'" },
    /must be pure, but reaches pg → server\/base\/db\.ts/,
  ],
  [
    'a rule reads',
    { 'server/crises/level.ts': "import { a } from './reads.ts'", 'server/crises/reads.ts': '' },
    /a rule only computes/,
  ],
  [
    'a feature reaches into a store',
    {
      'server/crises/actions.ts': "import { a } from '../warning/alert-store.ts'",
      'server/warning/alert-store.ts': '',
    },
    /the store of warning is its own affair/,
  ],
  [
    'an earlier feature calls a later one',
    { 'server/warning/actions.ts': "import { a } from '../crises/actions.ts'", 'server/crises/actions.ts': '' },
    /crises comes after warning/,
  ],
  [
    'a feature picks a member',
    { 'server/warning/jobs.ts': "import { a } from '../detectors/volume.ts'", 'server/detectors/volume.ts': '' },
    /at their contract and registry/,
  ],
  [
    'a feature reaches for main',
    { 'server/crises/jobs.ts': "import { a } from '../main.ts'", 'server/main.ts': '' },
    /wired by main/,
  ],
  [
    'a page sees a rule',
    { 'web/crises/LevelTag.tsx': "import { a } from '../../server/crises/level.ts'", 'server/crises/level.ts': '' },
    /the web sees only schema\.ts/,
  ],
  ['a page wants Node', { 'web/main.tsx': "import { a } from 'node:fs'" }, /pages run in a browser/],
  [
    'web/ui knows a feature',
    { 'web/ui/Table.tsx': "import '../crises/words.ts'", 'web/crises/words.ts': '' },
    /no word of the handbook/,
  ],
  [
    'the server uses test code',
    { 'server/main.ts': "import '../test/support/a.ts'", 'test/support/a.ts': '' },
    /only tests/,
  ],
  ['an import leads nowhere', { 'server/base/a.ts': "import './b.ts'" }, /which does not exist/],
  ['a folder nobody planned', { 'server/billing/actions.ts': '' }, /not in a folder of the architecture/],
  [
    'a cycle',
    { 'server/base/a.ts': "import './b.ts'", 'server/base/b.ts': "import type { A } from './a.ts'" },
    /import cycle server\/base\/a/,
  ],
  ['a banned name', { 'server/base/utils.ts': '' }, /banned name utils/],
  ['a banned suffix', { 'web/crises/LevelTag-v2.tsx': '' }, /banned name LevelTag-v2/],
  ['a barrel', { 'server/crises/index.ts': '' }, /index files/],
  ['a long file', { 'server/base/a.ts': 'a\n'.repeat(401) }, /401 lines/],
  ['a long function', { 'server/base/a.ts': `function a() {${'\n'.repeat(60)}}` }, /a function of 61 lines/],
  ['state in a module', { 'server/base/a.ts': 'const b = 1\nlet c = 2' }, /a\.ts:2: state in a module/],
  [
    'a member that is not registered',
    { 'server/notifiers/sms.ts': '' },
    /notifiers\/sms: not in server\/notifiers\/index\.ts/,
  ],
  ['a page in lower case', { 'web/crises/level-tag.tsx': '' }, /PascalCase/],
  ['too deep', { 'server/crises/teams/roles.ts': '' }, /deeper than/],
]

for (const [what, files, message] of FORBIDDEN) {
  test(`reported: ${what}`, () => {
    const tree = new Map(Object.entries(files))
    const found = [...brokenImports(tree), ...brokenShapes(tree)]
    assert.ok(
      found.some((line) => message.test(line)),
      `among ${JSON.stringify(found)}`,
    )
  })
}

test('nothing is reported of a tree that keeps the rules', () => {
  const tree = new Map(
    Object.entries({
      'server/main.ts':
        "import { app } from './app.ts'\nimport { members } from './connectors/index.ts'\nimport './crises/actions.ts'",
      'server/app.ts': "import { db } from './base/db.ts'",
      'server/base/db.ts': "import pg from 'pg'",
      'server/base/errors.ts': '',
      'server/connectors/index.ts': "import { rss } from './rss.ts'\nimport { weibo } from './weibo/client.ts'",
      'server/connectors/contract.ts': '',
      'server/connectors/rss.ts':
        "import type { Connector } from './contract.ts'\nimport { fold } from '../text/fold.ts'",
      'server/connectors/weibo/client.ts':
        "import { parse } from './payload.ts'\nimport '../contract.ts'\nimport 'node:crypto'",
      'server/connectors/weibo/payload.ts': '',
      'server/text/fold.ts': '',
      'server/crises/actions.ts':
        "import './store.ts'\nimport './level.ts'\nimport '../warning/reads.ts'\nimport type { App } from '../app.ts'",
      'server/crises/store.ts': "import '../base/db.ts'",
      'server/crises/level.ts': "import { Refusal } from '../base/errors.ts'\nimport type { Db } from '../base/db.ts'",
      'server/crises/level.test.ts': "import './store.ts'\nimport 'node:test'",
      'server/crises/schema.ts': "import { Type } from 'typebox'",
      'server/warning/reads.ts': "import '../base/db.ts'",
      'web/crises/CrisisPage.tsx': "import '../../server/crises/schema.ts'\nimport '../ui/Table.tsx'",
      'web/ui/Table.tsx': "import 'antd'",
    }),
  )
  assert.deepEqual([...brokenImports(tree), ...brokenShapes(tree)], [])
})

test('a path that does not exist is reported, a pattern is not', () => {
  const document = '| 4.2 | `server/crises/level.ts` | `server/<feature>/store.ts` `docs/gone.md` `boot.mjs` `web/ui/*`'
  assert.deepEqual(
    missingPaths(document, (file) => file !== 'docs/gone.md'),
    ['docs/gone.md'],
  )
})

function readTree(): Tree {
  const files = ['server', 'web', 'test', 'bench', 'scripts']
    .filter((folder) => existsSync(path.join(ROOT, folder)))
    .flatMap((folder) =>
      readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
    )
    .filter((file) => /\.(?:tsx?|mjs)$/.test(file) && !file.startsWith('test/fixtures/'))
  return new Map([...files, 'boot.mjs'].map((file) => [file, readFileSync(path.join(ROOT, file), 'utf8')]))
}
