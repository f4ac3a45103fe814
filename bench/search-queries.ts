/** What `bench/search.ts` asks: words chosen by how often they stand in the corpus itself. */
import type pg from 'pg'

export type QueryClass = { readonly name: string; readonly queries: readonly string[] }

const SAMPLE = 20_000

export async function findQueries(pool: pg.Pool, orgId: string): Promise<QueryClass[]> {
  const found = await pool.query<{ text: string }>(
    'select text from posts tablesample system (1) where org_id = $1 limit $2',
    [orgId, SAMPLE],
  )
  const texts = found.rows.map(({ text }) => text)
  const pairs = countOf(texts, 2)
  const fours = countOf(texts, 4)
  const share = (count: number): number => count / texts.length
  const frequent = wordsWith(pairs, (count) => share(count) > 0.03 && share(count) < 0.2)
  const usual = wordsWith(pairs, (count) => share(count) > 0.003 && share(count) < 0.01)
  const rare = wordsWith(pairs, (count) => count === 1)
  const long = wordsWith(fours, (count) => count >= 3 && count <= 200)
  const month = new Date(Date.now() - 7 * 86_400_000).toISOString()
  const with3 = (words: readonly string[], more: string): string[] => words.map((word) => `${expression(word)}&${more}`)
  const both = frequent.map((word, i) => `${word} ${usual[i % usual.length] ?? ''}`)
  return [
    { name: 'two characters, frequent', queries: frequent.map(expression) },
    { name: 'two characters, usual', queries: usual.map(expression) },
    { name: 'two characters, rare', queries: rare.map(expression) },
    { name: 'four characters', queries: long.map(expression) },
    { name: 'English', queries: ['refund', 'apology', 'customer', 'quality -service'].map(expression) },
    { name: 'a and b', queries: both.map(expression) },
    {
      name: '(a or b) -c',
      queries: both.map((words, i) =>
        expression(`(${words.replace(' ', ' | ')}) -${frequent[(i + 1) % frequent.length]}`),
      ),
    },
    { name: 'frequent, negative on weibo', queries: with3(frequent, 'sentiment=negative&platform=weibo') },
    { name: 'frequent, last week', queries: with3(frequent, `from=${month}`) },
    { name: 'usual, many followers', queries: with3(usual, 'leastFollowers=100000') },
    { name: 'no words, negative', queries: ['sentiment=negative'] },
  ]
}

function expression(words: string): string {
  return `expression=${encodeURIComponent(words)}`
}

/** In how many texts each run of so many Chinese characters stands. */
function countOf(texts: readonly string[], length: number): Map<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts) {
    const words = new Set<string>()
    for (const [run] of text.matchAll(/\p{sc=Han}+/gu)) {
      for (let i = 0; i + length <= run.length; i++) words.add(run.slice(i, i + length))
    }
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return counts
}

/** Twenty-four of them, evenly drawn, so that every run takes the same. */
function wordsWith(counts: ReadonlyMap<string, number>, isWanted: (count: number) => boolean): string[] {
  const words = [...counts]
    .filter(([, count]) => isWanted(count))
    .map(([word]) => word)
    .sort()
  const step = Math.max(1, Math.floor(words.length / 24))
  return words.filter((_, i) => i % step === 0).slice(0, 24)
}
