// `npm run schema`: writes server/migrations/schema.sql anew, after a migration was added.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { openDatabase } from '../server/base/db.ts'
import { MIGRATIONS_FOLDER } from '../server/base/migrations.ts'
import { freshDatabase } from '../test/support/database.ts'
import { globalSetup, globalTeardown } from '../test/support/global-setup.ts'
import { dumpSchema } from './schema-dump.ts'

const FILE = path.join(MIGRATIONS_FOLDER, 'schema.sql')

await globalSetup()
try {
  const { url } = await freshDatabase()
  const { db, close } = openDatabase(url)
  writeFileSync(FILE, await dumpSchema(db))
  await close()
  console.log(`wrote ${path.relative(process.cwd(), FILE)}`)
} finally {
  await globalTeardown()
}
