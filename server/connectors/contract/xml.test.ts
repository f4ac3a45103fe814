import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createXmlReader, mendAmpersands } from './xml.ts'

type Node = {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly inside: readonly (Node | string)[]
}

/** What is heard of a document, texts that follow each other joined. */
function heard(xml: string, size = xml.length): string[] {
  const told: string[] = []
  const reader = createXmlReader({
    open: (name, attributes) => told.push(`<${name} ${JSON.stringify(Object.entries(attributes).sort())}`),
    text: (text) => {
      const last = told.at(-1)
      if (last?.startsWith('"')) told[told.length - 1] = last + text
      else told.push(`"${text}`)
    },
    close: (name) => told.push(`>${name}`),
  })
  for (let at = 0; at < xml.length; at += Math.max(1, size)) reader.write(xml.slice(at, at + Math.max(1, size)))
  reader.end()
  return told
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
const write = (node: Node | string): string => {
  if (typeof node === 'string') return escaped(node)
  const attributes = Object.entries(node.attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`)
  return `<${node.name}${attributes.join('')}>${node.inside.map(write).join('')}</${node.name}>`
}
const expected = (node: Node | string): string[] => {
  if (typeof node === 'string') return node === '' ? [] : [`"${node}`]
  const inside: string[] = []
  for (const each of node.inside.flatMap(expected)) {
    const last = inside.at(-1)
    if (each.startsWith('"') && last?.startsWith('"')) inside[inside.length - 1] = last + each.slice(1)
    else inside.push(each)
  }
  return [`<${node.name} ${JSON.stringify(Object.entries(node.attributes).sort())}`, ...inside, `>${node.name}`]
}

const NAME = fc.stringMatching(/^[a-z][a-z0-9]{0,4}$/)
// A carriage return is a line feed to every reader of XML, and a line break in an attribute a space.
const TEXT = fc.string({
  unit: fc.constantFrom('a', ' ', '<', '&', '>', '"', "'", ']', '怒', '👍', '&amp;', '<!--', ';'),
})
const { tree } = fc.letrec<{ tree: Node; part: Node | string }>((tie) => ({
  part: fc.oneof({ maxDepth: 4 }, TEXT, tie('tree')),
  tree: fc.record({
    name: NAME,
    attributes: fc.dictionary(NAME, TEXT, { maxKeys: 3 }),
    inside: fc.array(tie('part'), { maxLength: 4 }),
  }),
}))

test('whatever is written is heard, in whatever pieces it comes', () => {
  fc.assert(
    fc.property(tree, fc.integer({ min: 1, max: 40 }), (node, size) => {
      assert.deepEqual(heard(write(node), size), expected(node))
    }),
    { numRuns: 300 },
  )
})

test('any text is either read or refused in words; nothing else is thrown', () => {
  const piece = fc.constantFrom(
    '<a>',
    '</a>',
    '<b c="d">',
    '<',
    '>',
    '&',
    '&#x',
    '<![CDATA[',
    ']]>',
    '<!--',
    '-->',
    '<?x',
    '?>',
    '"',
    'x',
    '<!DOCTYPE a [',
    ']',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      try {
        heard(pieces.join(''), 3)
      } catch (error) {
        assert.match((error as Error).message, /^(?:no XML: line \d+: |the XML )/)
      }
    }),
    { numRuns: 500 },
  )
})

test('entities of a document type are neither expanded nor fetched', () => {
  const levels = Array.from({ length: 20 }, (_, n) => `<!ENTITY l${n + 1} "&l${n};&l${n};&l${n};&l${n};">`)
  const bomb = `<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "boom"><!ENTITY f SYSTEM "file:///etc/passwd">${levels.join('')}]><r>&l20;&f;</r>`
  assert.deepEqual(heard(bomb), ['<r []', '"&l20;&f;', '>r'])
})

test('what feeds get wrong without meaning something else is read all the same', () => {
  assert.deepEqual(heard(' \n<?xml version="1.0"?><r>a&nbsp;b \u000b&hellip;</r>\n trailing'), [
    '<r []',
    '"a b \u000b…',
    '>r',
  ])
})

test('a bare ampersand is one, but not in what is verbatim anyway, in whatever pieces it comes', async () => {
  const given = '<r a="1&2">A&B &amp; &#38; &x3; &;<![CDATA[C&D]]>E&F<!-- & --></r>&'
  const wanted = '<r a="1&amp;2">A&amp;B &amp; &#38; &x3; &amp;;<![CDATA[C&D]]>E&amp;F<!-- & --></r>&amp;'
  const mended = async (text: string, size: number): Promise<string> => {
    async function* pieces(): AsyncGenerator<string> {
      for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size)
    }
    let joined = ''
    for await (const piece of mendAmpersands(pieces())) joined += piece
    return joined
  }
  for (let size = 1; size <= given.length; size++) assert.equal(await mended(given, size), wanted)
  await fc.assert(
    fc.asyncProperty(tree, fc.integer({ min: 1, max: 60 }), async (node, size) => {
      assert.equal(await mended(write(node), size), write(node))
    }),
    { numRuns: 100 },
  )
})

test('tags that do not match, a second root and too deep a nest are refused, with the line', () => {
  assert.throws(() => heard('<a>\n<b></a>'), /line 2: unexpected close tag|line 2: unclosed tag|no XML/)
  assert.throws(() => heard('<a b=c></a>'), /no XML: line 1/)
  assert.throws(() => heard('<a>'.repeat(300)), /deeper than 200/)
  assert.throws(() => heard('<a><b>'), /cut off/)
})
