import { migrate } from '../../server/base/migrations.ts'
import { installQueue } from '../../server/base/queue.ts'

/**
 * Fills the database that every test's own database is copied from. Runs once per cluster. It must close its connections:
 * a database cannot be copied while someone is connected to it.
 */
export async function prepareTemplate(url: string): Promise<void> {
  await migrate(url)
  await installQueue(url)
}
