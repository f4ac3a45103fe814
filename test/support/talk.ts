import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { TestContext } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { MINUTE } from '../../server/base/clock.ts'
import type { Db } from '../../server/base/db.ts'
import { newId } from '../../server/base/ids.ts'
import { ingestPosts } from '../../server/monitoring/actions.ts'
import { type Judges, MODEL_FOLDER } from '../../server/monitoring/judges.ts'
import type { Watching } from '../../server/monitoring/watching.ts'
import { createFold } from '../../server/text/fold.ts'
import { warningJobs } from '../../server/warning/jobs.ts'
import type { LiveAlert } from '../../server/warning/schema.ts'
import { makeApp, type TestApp, type TestAppOptions } from './app.ts'
import { type Company, makeCompany } from './company.ts'
import { watching } from './judges.ts'

export type Words = {
  /** the first post's time; the posts lie evenly over `minutes` from there */
  readonly from: Date
  readonly minutes: number
  readonly count: number
  /** how many of them are negative, spread evenly too */
  readonly negative?: number
  readonly platform?: string
  readonly text?: string
  readonly company?: Company
}

export type Talk = Omit<TestApp, 'app'> & {
  readonly app: Watching
  readonly company: Company
  /** of the company, watches the word 青禾 */
  readonly trackId: string
  /** what open pages were told of alerts, oldest first */
  readonly told: LiveAlert[]
  say(words: Words): Promise<void>
}

/**
 * Posts for time scripts, through the pipeline that real ones take, judged by a judge that reads marks: a text with 差 is negative,
 * with 好 positive, any other neutral; a track matches where its expression stands in the text. `settle` runs the watch.
 */
export async function makeTalk(t: TestContext, options: Pick<TestAppOptions, 'log' | 'config'> = {}): Promise<Talk> {
  const judges = markJudges()
  const told: LiveAlert[] = []
  const made = await makeApp(t, { ...options, jobs: (app) => warningJobs(watching(withEars(app, told), judges)) })
  const app = watching(withEars(made.app, told), judges)
  const company = await makeCompany(app)
  const trackId = await makeTrack(app.db, company.orgId, '青禾', app.clock.now())
  let said = 0
  const say = async ({
    from,
    minutes,
    count,
    negative = 0,
    platform = 'weibo',
    text = '青禾豆浆',
    company: by = company,
  }: Words) => {
    const posts = Array.from({ length: count }, (_, n) => {
      const isNegative = Math.floor(((n + 1) * negative) / count) > Math.floor((n * negative) / count)
      said += 1
      return {
        externalId: `said ${said}`,
        platform,
        postedAt: new Date(from.getTime() + (n * minutes * MINUTE) / count).toISOString(),
        text: `${text}${isNegative ? '差' : ''} ${said}`,
        author: { name: `author ${said % 97}`, region: said % 2 === 0 ? '台北' : '上海' },
      }
    })
    for (let at = 0; at < posts.length; at += 1000) {
      await ingestPosts(app, by.analyst, { source: 'talk', posts: posts.slice(at, at + 1000) })
    }
  }
  return { ...made, app, company, trackId, told, say }
}

export async function makeTrack(db: Db, orgId: string, word: string, at: Date): Promise<string> {
  const trackId = newId(at.getTime())
  await sql`insert into tracks (org_id, track_id, version, created_at, created_by)
    values (${orgId}, ${trackId}, 1, ${at}, 'system:test')`.execute(db)
  await sql`insert into track_versions (org_id, track_id, version, name, expression, made_at, made_by)
    values (${orgId}, ${trackId}, 1, ${word}, ${word}, ${at}, 'system:test')`.execute(db)
  return trackId
}

/** The same app, whose alerts are also heard here, in the order in which pages are told. */
function withEars<A extends TestApp['app']>(app: A, told: LiveAlert[]): A {
  const { live } = app
  return {
    ...app,
    live: {
      subscribe: (...given: Parameters<typeof live.subscribe>) => live.subscribe(...given),
      publish: async (...given: Parameters<typeof live.publish>) => {
        await live.publish(...given)
        if (given[2] === 'warning.alert') told.push(given[3] as LiveAlert)
      },
    },
  }
}

function markJudges(): Judges {
  return {
    modelVersion: 'marks 1',
    fold: createFold(gunzipSync(readFileSync(path.join(MODEL_FOLDER, 'fold.bin.gz')))),
    judge: async (texts, _key, tracks) => {
      const sentiment = Uint8Array.from(texts, (text) => (text.includes('差') ? 0 : text.includes('好') ? 2 : 1))
      const matches = texts.map((text) => tracks.flatMap(({ expression }, n) => (text.includes(expression) ? [n] : [])))
      const starts = [0]
      for (const each of matches) starts.push((starts.at(-1) ?? 0) + each.length)
      return {
        sentiment,
        probabilities: Float32Array.from(
          [...sentiment].flatMap((code) => [0, 1, 2].map((each) => (each === code ? 1 : 0))),
        ),
        emotion: new Uint8Array(texts.length),
        language: new Uint8Array(texts.length),
        fingerprint: new BigUint64Array(texts.length),
        matchStart: Uint32Array.from(starts),
        matchTrack: Uint32Array.from(matches.flat()),
        matchWeight: new Float32Array(matches.flat().length).fill(1),
      }
    },
    close: async () => undefined,
  }
}
