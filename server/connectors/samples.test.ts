import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { checkPosts } from '../monitoring/post-input.ts'
import { POST_KINDS as INPUT_KINDS, PLATFORMS as INPUT_PLATFORMS } from '../monitoring/schema.ts'
import { PLATFORMS, POST_KINDS, type PostDraft } from './contract.ts'
import { fileFormats, findFileFormat, readFiles } from './index.ts'

const EXPORTS = path.resolve(import.meta.dirname, '../../test/fixtures/exports')
const NOW = new Date('2026-11-25T00:00:00Z')

/** Format, posts and profile rows of each sample, counted in the files by hand. */
const FILES: [string, string, number, number][] = [
  ...(['gen1', 'gen2'] as const).flatMap((generation) =>
    ['xhs', 'douyin', 'bili', 'kuaishou', 'weibo', 'tieba', 'zhihu'].flatMap((platform) =>
      ['csv', 'json', 'jsonl'].flatMap((sink) =>
        ['contents', 'videos', 'comments', 'dynamics', 'creators'].map((kind): [string, string, number, number] => [
          `mediacrawler-${generation}/${platform}/${sink}/search_${kind}_2026-06-01.${sink}`,
          'mediacrawler',
          kind === 'creators' ? 0 : 1,
          kind === 'creators' ? 1 : 0,
        ]),
      ),
    ),
  ),
  ['mediacrawler-gen1/sqlite_tables.db', 'mediacrawler', 14, 3],
  ['mediacrawler-gen2/sqlite_tables.db', 'mediacrawler', 14, 0],
  ['mediacrawler-gen1/xhs_search_20260601_170000.xlsx', 'mediacrawler', 2, 1],
  ['weibo-search/青禾酸奶.csv', 'weibo-search', 2, 0],
  ['weibo-crawler/2803301701.csv', 'weibo-crawler', 1, 0],
  ['weibo-crawler/2803301701.json', 'weibo-crawler', 1, 0],
  ['weibospider/repost.jsonl', 'weibospider', 1, 0],
  ['trendradar/news/2026-06-01.db', 'trendradar', 1, 0],
  ['newsnow/weibo.json', 'newsnow', 1, 0],
  ['rsshub/weibo-keyword.json', 'rsshub', 1, 0],
  ['rsshub/weibo-search-hot.rss.xml', 'rsshub', 1, 0],
  ['stonedt/export.xlsx', 'stonedt', 1, 0],
]
const SAMPLES = FILES.filter(([file]) => existsSync(path.join(EXPORTS, file)))

test('the samples are there: 7 platforms, 2 generations, 3 sinks of files, and what others write', () => {
  // find test/fixtures/exports -type f | grep -v -e README -e traps | wc -l
  assert.equal(SAMPLES.length, 111)
})

for (const [file, format, posts, profiles] of SAMPLES) {
  test(`sample ${file}: ${format}, ${posts} posts, none refused, all taken by POST /api/posts`, async () => {
    const reading = await readFiles([path.join(EXPORTS, file)], { now: NOW })
    assert.equal(reading.format?.id, format)
    const drafts: PostDraft[] = []
    for await (const item of reading.items) {
      assert.ok(!('refused' in item), JSON.stringify({ ...item, original: undefined }))
      if ('post' in item) drafts.push(item.post)
    }
    assert.equal(drafts.length, posts)
    assert.deepEqual(reading.files[0]?.skipped, profiles === 0 ? {} : { author: profiles })
    const checked = checkPosts(drafts, NOW)
    assert.deepEqual(checked.refused, [])
    assert.equal(checked.posts.length, posts)
    assert.ok(
      drafts.every(({ postedAt }) => postedAt.startsWith('2026-06-01T')),
      JSON.stringify(drafts),
    )
  })
}

test('the whole folder at once: every sample is read, nothing is refused', async () => {
  const folders = ['mediacrawler-gen1', 'mediacrawler-gen2', 'weibo-search', 'weibo-crawler', 'weibospider']
  const paths = [...folders, 'trendradar', 'newsnow', 'rsshub', 'stonedt'].map((name) => path.join(EXPORTS, name))
  const reading = await readFiles(paths, { now: NOW })
  let posts = 0
  for await (const item of reading.items) if ('post' in item) posts++
  assert.equal(
    posts,
    SAMPLES.reduce((sum, [, , each]) => sum + each, 0),
  )
  assert.equal(reading.files.length, SAMPLES.length)
  assert.deepEqual(
    reading.files.flatMap(({ refused }) => Object.keys(refused)),
    [],
  )
  assert.equal(reading.format, undefined, 'they are of several formats')
  assert.match(
    reading.summary().join('\n'),
    /sqlite_tables\.db: mediacrawler \(.*generation 1\); 17 rows, 14 posts; skipped: 3 author/,
  )
})

test('a format is recognised by content, whatever the file is called', async () => {
  const { copyFileSync, mkdtempSync, rmSync } = await import('node:fs')
  const { tmpdir } = await import('node:os')
  const folder = mkdtempSync(path.join(tmpdir(), 'weiji-formats-'))
  try {
    // Douyin's and Kuaishou's profiles have the same columns; they hold no posts in either case.
    for (const [index, [file, format, posts]] of SAMPLES.entries()) {
      if (format === 'weibo-crawler' && file.endsWith('.csv')) continue
      const renamed = path.join(folder, `${index}.dat`)
      copyFileSync(path.join(EXPORTS, file), renamed)
      const reading = await readFiles([renamed], { now: NOW })
      let found = 0
      for await (const item of reading.items) if ('post' in item) found++
      assert.deepEqual([reading.format?.id, found], [format, posts], file)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('every format has an id of its own and names in three languages', () => {
  assert.equal(new Set(fileFormats.map(({ id }) => id)).size, fileFormats.length)
  for (const format of fileFormats) {
    assert.equal(findFileFormat(format.id), format)
    assert.deepEqual(Object.keys(format.names).sort(), ['en', 'zh-Hans', 'zh-Hant'])
    assert.ok(Object.values(format.names).every((name) => name.trim() !== ''))
  }
})

test('platforms and kinds are those of POST /api/posts', () => {
  assert.deepEqual([...PLATFORMS], [...INPUT_PLATFORMS])
  assert.deepEqual([...POST_KINDS], [...INPUT_KINDS])
})
