import { readFileSync } from 'node:fs'
import path from 'node:path'
import {
  type Answer,
  CollectError,
  type Collected,
  type CollectInput,
  type Collector,
  type PostDraft,
} from './contract.ts'

// No test of its own: what the tests of collectors ask with. Named as a test, because only tests may use it.

export const FEEDS = path.resolve(import.meta.dirname, '../../test/fixtures/feeds')
/** 10:30 of Monday 23 November in Shanghai. */
export const NOW = new Date('2026-11-23T02:30:00Z')

export type Given = Partial<Answer> & { readonly text?: string; readonly file?: string }

export function answerOf({ text, file, ...given }: Given): Answer {
  const body = file === undefined ? Buffer.from(text ?? '') : readFileSync(path.join(FEEDS, file))
  return { status: 200, headers: {}, body, url: 'https://news.example/consumer/feed.xml', ...given }
}

export type Asked = { readonly address: string; readonly headers: Readonly<Record<string, string>> }

/** Asks once, with a canned answer; `asked` holds what was asked. */
export async function collect(
  collector: Collector,
  given: Given,
  input: Partial<CollectInput> = {},
): Promise<Collected & { readonly asked: readonly Asked[] }> {
  const asked: Asked[] = []
  const collected = await collector.collect({
    settings: { address: 'https://news.example/consumer/feed.xml', platform: 'auto', ...input.settings },
    cursor: undefined,
    zone: 'Asia/Shanghai',
    now: NOW,
    signal: new AbortController().signal,
    fetch: async (address, options = {}) => {
      asked.push({ address, headers: options.headers ?? {} })
      return answerOf(given)
    },
    resolve: async () => [],
    ...(({ settings: _, ...rest }) => rest)(input),
  })
  // A cursor is kept as JSON.
  return { ...collected, cursor: JSON.parse(JSON.stringify(collected.cursor ?? null)) ?? undefined, asked }
}

export const postsOf = ({ rows }: Collected): PostDraft[] => rows.flatMap((row) => ('post' in row ? [row.post] : []))
export const inferredOf = ({ rows }: Collected): string[] =>
  rows.flatMap((row) => ('post' in row && row.inferred ? [row.post.externalId] : []))

export async function troubleOf(
  work: Promise<unknown>,
): Promise<{ code: string; message: string; retryAt: Date | undefined }> {
  try {
    await work
  } catch (error) {
    if (error instanceof CollectError) return { code: error.code, message: error.message, retryAt: error.retryAt }
    throw error
  }
  throw new Error('it was read')
}

/** An RSS 2.0 feed of these items: [id, minutes before NOW, title]. */
export function rss(items: readonly (readonly [id: string, minutes: number, title?: string])[]): string {
  const entries = items.map(([id, minutes, title = `title ${id}`]) => {
    const at = new Date(NOW.getTime() - minutes * 60_000).toUTCString()
    return `<item><title>${title}</title><link>https://news.example/${id}</link><guid isPermaLink="false">${id}</guid><pubDate>${at}</pubDate></item>`
  })
  return `<rss version="2.0"><channel><title>t</title>${entries.join('')}</channel></rss>`
}
