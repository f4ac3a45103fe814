import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFeed } from './feed.ts'

async function* pieces(text: string, size = 7): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size)
}

test('prefixes are the writer’s own: names go by the address behind them', async () => {
  const own = `<x:feed xmlns:x="http://www.w3.org/2005/Atom" xmlns:y="http://search.yahoo.com/mrss/"><x:title>t</x:title>
    <x:entry><x:id>1</x:id><y:group><y:description>d</y:description></y:group><x:author><x:name>n</x:name></x:author></x:entry></x:feed>`
  const { head, items } = await readFeed(pieces(own))
  assert.deepEqual([head.root, head.title], ['feed', 't'])
  assert.deepEqual(items, [{ id: '1', 'media:group/media:description': 'd', 'author/name': 'n' }])
})

test('RSS 1.0 names its items by attribute, and its items stand beside the channel', async () => {
  const rdf = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>c</title></channel>
    <item rdf:about="https://a.example/1"><title>one</title></item></rdf:RDF>`
  const { head, items } = await readFeed(pieces(rdf))
  assert.equal(head.title, 'c')
  assert.deepEqual(items, [{ '@rdf:about': 'https://a.example/1', title: 'one' }])
})

test('markup that its writer did not escape stays with its text; links to other things are not the link', async () => {
  const rss = `<rss><channel><item><description>a <b>bold</b> &lt; b<img alt="[怒]"/></description><title>t</title></item></channel></rss>`
  assert.deepEqual((await readFeed(pieces(rss))).items, [
    { description: 'a <b>bold</b> &lt; b<img alt="[怒]"></img>', title: 't' },
  ])
  const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="self" href="s"/><link href="a"/><link rel="enclosure" href="e"/></entry></feed>`
  assert.deepEqual((await readFeed(pieces(atom))).items, [
    {
      'link.self@rel': 'self',
      'link.self@href': 's',
      'link@href': 'a',
      'link.enclosure@rel': 'enclosure',
      'link.enclosure@href': 'e',
    },
  ])
})

test('what is called like a property of every object harms nothing', async () => {
  const rss = `<rss><channel><item><constructor>x</constructor><__proto__ toString="y">z</__proto__><title>t</title></item></channel></rss>`
  assert.deepEqual((await readFeed(pieces(rss))).items, [{ title: 't' }])
})

test('what is no feed is refused in words', async () => {
  await assert.rejects(readFeed(pieces('<urlset><url/></urlset>')), /neither RSS nor Atom/)
  await assert.rejects(readFeed(pieces('<rss><channel><item>')), /cut off/)
})
