import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isPublicAddress, OutsideError, outsideUrl, resolveOutside } from './outside-address.ts'

const code = (wanted: string) => (error: unknown) => error instanceof OutsideError && error.code === wanted

/** [address, whether it belongs to the public internet, what it is] */
const ADDRESSES: [string, boolean, string][] = [
  ['8.8.8.8', true, 'public'],
  ['114.114.114.114', true, 'public'],
  ['2400:3200::1', true, 'public'],
  ['::ffff:8.8.8.8', true, 'public, 4 in 6'],
  ['64:ff9b::808:808', true, 'public, behind NAT64'],
  ['0.0.0.0', false, 'this host'],
  ['10.1.2.3', false, 'private'],
  ['100.64.0.1', false, 'carrier'],
  ['127.0.0.1', false, 'loopback'],
  ['169.254.169.254', false, 'metadata of clouds'],
  ['172.31.255.255', false, 'private'],
  ['192.168.1.1', false, 'private'],
  ['192.0.2.1', false, 'documentation'],
  ['198.18.0.1', false, 'benchmarks'],
  ['224.0.0.1', false, 'multicast'],
  ['255.255.255.255', false, 'broadcast'],
  ['::', false, 'this host'],
  ['::1', false, 'loopback'],
  ['::127.0.0.1', false, '4 in 6, deprecated'],
  ['::ffff:127.0.0.1', false, '4 in 6, mapped'],
  ['::ffff:a9fe:a9fe', false, '4 in 6, mapped, in hexadecimal'],
  ['::ffff:0:10.0.0.1', false, '4 in 6, translated'],
  ['64:ff9b::a00:1', false, 'private, behind NAT64'],
  ['64:ff9b:1::1', false, 'local NAT64'],
  ['2002:7f00:1::', false, '6to4 of loopback'],
  ['2002:808:808::', false, '6to4 at all'],
  ['2001:0:53aa:64c::1', false, 'Teredo'],
  ['2001:db8::1', false, 'documentation'],
  ['fc00::1', false, 'unique local'],
  ['fe80::1', false, 'link local'],
  ['fec0::1', false, 'site local'],
  ['ff02::1', false, 'multicast'],
  ['4000::1', false, 'assigned to nobody'],
  ['not an address', false, ''],
]

for (const [address, expected, what] of ADDRESSES)
  test(`${address} is ${expected ? '' : 'not '}public: ${what}`, () => {
    assert.equal(isPublicAddress(address), expected)
  })

test('no spelling of a loopback address passes', async () => {
  for (const host of [
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '0177.0.0.1',
    '127.1',
    '127.0.0.1.',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '1２7.0.0.1',
  ]) {
    const url = outsideUrl(`http://${host}/`, [])
    await assert.rejects(resolveOutside(url.hostname, []), code('refused-address'), host)
  }
})

test('whatever a private IPv4 address is wrapped in, it is refused', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('10.', '127.', '192.168.', '169.254.'),
      fc.array(fc.nat(255), { minLength: 3, maxLength: 3 }),
      (start, rest) => {
        const address = [...start.split('.').filter(Boolean), ...rest].slice(0, 4).join('.')
        const bytes = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'))
        const hex = `${bytes[0]}${bytes[1]}:${bytes[2]}${bytes[3]}`
        for (const text of [address, `::ffff:${address}`, `64:ff9b::${hex}`, `2002:${hex}::1`, `::${hex}`])
          assert.equal(isPublicAddress(text), false, text)
      },
    ),
  )
})

test('of a name that answers with public and private addresses only the public ones are connected to', async () => {
  const mixed = async (): Promise<string[]> => ['10.0.0.5', '8.8.8.8', '::1', '2400:3200::1']
  assert.deepEqual(await resolveOutside('mixed.example', [], mixed), ['8.8.8.8', '2400:3200::1'])
  await assert.rejects(
    resolveOutside('inner.example', [], async () => ['10.0.0.5']),
    code('refused-address'),
  )
  await assert.rejects(
    resolveOutside('gone.example', [], async () => []),
    code('unreachable'),
  )
  await assert.rejects(
    resolveOutside('gone.example', [], async () => Promise.reject(new Error('ENOTFOUND'))),
    code('unreachable'),
  )
  for (const host of [' ', 'a/b', 'a@b', 'a b', 'a#', 'a\\b'])
    await assert.rejects(resolveOutside(host, [], mixed), code('bad-address'), host)
})

test('a private host may be asked when it is listed: by name, by address, by range', async () => {
  const inner = async (): Promise<string[]> => ['10.0.0.5']
  for (const listed of ['rsshub.internal', 'RSSHub.internal.', '10.0.0.5', '10.0.0.0/8', '::ffff:10.0.0.5'])
    assert.deepEqual(await resolveOutside('rsshub.internal', [listed], inner), ['10.0.0.5'], listed)
  for (const listed of ['internal', 'hub.internal', '10.0.0.6', '10.0.1.0/24', 'fd00::/8'])
    await assert.rejects(resolveOutside('rsshub.internal', [listed], inner), code('refused-address'), listed)
  assert.deepEqual(await resolveOutside('危機.internal', ['危機.internal'], inner), ['10.0.0.5'])
  assert.deepEqual(await resolveOutside('[fd00::7]', ['fd00::/8']), ['fd00::7'])
})

test('only web addresses without credentials', () => {
  for (const text of [
    '',
    'example.com',
    '//example.com',
    'http://',
    `http://example.com/${'a'.repeat(5000)}`,
    'ftp://example.com/',
    'file:///etc/passwd',
    'gopher://example.com/',
    'data:text/plain,a',
    'http://user@example.com/',
    'http://:secret@example.com/',
  ])
    assert.throws(() => outsideUrl(text, []), code('bad-address'), text)
  assert.equal(outsideUrl(' https://Example.com/a b?c#d ', []).href, 'https://example.com/a%20b?c')
})

test('credentials and paths are not repeated in messages', () => {
  assert.throws(
    () => outsideUrl('http://user:hunter2@example.com/key', []),
    (error) => !/hunter2|key/.test((error as Error).message),
  )
})

test('low ports are for web servers only, unless the host is listed', () => {
  for (const port of [1, 22, 25, 111, 445, 1023])
    assert.throws(() => outsideUrl(`http://example.com:${port}/`, []), code('refused-address'), String(port))
  for (const port of [80, 443, 1024, 1200, 8443, 65_535]) outsideUrl(`http://example.com:${port}/`, [])
  assert.equal(outsideUrl('http://mail.internal:81/', ['mail.internal']).port, '81')
  assert.equal(outsideUrl('http://10.0.0.5:81/', ['10.0.0.0/8']).port, '81')
})
