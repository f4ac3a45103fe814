import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { makeAuthority } from '../../test/support/certificate.ts'
import { type MailServer, type MailServerOptions, startMailServer } from '../../test/support/mail-server.ts'
import { resolveOutside } from '../base/outside.ts'
import { BadSetting, type Message, NotifyError, readSettings, type SendContext } from './contract.ts'
import { EMAIL_FIELDS } from './email/fields.ts'
import { email } from './email.ts'

const ACCOUNT = { user: 'weiji@qinghe.example', password: '豆浆 & "1987"' }
const MESSAGE: Message = {
  to: { name: '周岚', address: 'zhou.lan@qinghe.example' },
  locale: 'zh-Hant',
  subject: '「青禾」60 分鐘內 500 條帖文，平時約 3 條（167 倍）；負面佔 62%，平時 8%；多說：結塊、發霉、退貨',
  lines: ['預警 12 · 二級 較大', '<b>不是標記</b> & "引號"'],
  link: { url: 'https://weiji.qinghe.example/alerts/1?a=1&b=2', text: '看預警' },
  foot: { text: '在「我的帳戶」選擇要收甚麼', url: 'https://weiji.qinghe.example/me#notices' },
  at: new Date('2026-03-02T02:00:00Z'),
  mode: 'live',
  brief: { title: '青禾', time: '10:00' },
  thread: 'org alert 12',
}

function contextOf(server: { port: number }, more: Readonly<Record<string, unknown>> = {}): SendContext {
  const given = { host: 'localhost', port: server.port, security: 'none', from: 'weiji@qinghe.example', ...more }
  return {
    settings: readSettings(EMAIL_FIELDS, given),
    ownHost: 'weiji.qinghe.example',
    signal: AbortSignal.timeout(60_000),
    clock: { now: () => new Date('2026-03-02T02:00:00Z') },
    resolve: (host) => resolveOutside(host, ['localhost', '127.0.0.1']),
    fetch: () => Promise.reject(new Error('letters go by no HTTP')),
  }
}

async function troubleWith(server: { port: number }, more: Readonly<Record<string, unknown>> = {}) {
  const error = await email.send(MESSAGE, 'key', contextOf(server, more)).then(
    () => assert.fail('it was sent'),
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof NotifyError, String(error))
  assert.ok(!error.message.includes('zhou.lan'), 'the message for logs names the recipient')
  return error
}

const codeOf = ({ code, isFinal }: NotifyError) => [code, isFinal]

async function encrypted(t: TestContext, options: MailServerOptions = {}, host = 'localhost') {
  const authority = makeAuthority()
  const server = await startMailServer(t, { tls: authority.issue(host), ...options })
  return { server, authority: authority.cert }
}

test('a letter arrives whole: Chinese subject and names, text and HTML, and what keeps machines from answering it', async (t) => {
  const server = await startMailServer(t)
  const receipt = await email.send(
    MESSAGE,
    'org key',
    contextOf(server, { fromName: '危機值班', replyTo: 'pr@qinghe.example' }),
  )
  const [letter] = server.arrived
  assert.ok(letter)
  assert.equal(letter.subject, MESSAGE.subject)
  assert.equal(letter.from?.text, '"危機值班" <weiji@qinghe.example>')
  assert.deepEqual(letter.envelope, { from: 'weiji@qinghe.example', to: ['zhou.lan@qinghe.example'] })
  assert.match(letter.raw, /^Subject: =\?UTF-8\?/m)
  assert.match(letter.raw, /^\p{ASCII}*$/u, 'only ASCII travels')
  assert.equal(letter.headers.get('auto-submitted'), 'auto-generated')
  assert.match(letter.raw, /^List-Unsubscribe: <https:\/\/weiji\.qinghe\.example\/me#notices>/m)
  assert.equal(letter.replyTo?.text, 'pr@qinghe.example')
  assert.equal(letter.date?.getTime(), MESSAGE.at.getTime())
  assert.match(letter.text ?? '', /預警 12 · 二級 較大\n<b>不是標記<\/b> & "引號"\n\n看預警: https:\/\/weiji/)
  assert.match(String(letter.html), /&lt;b&gt;不是標記&lt;\/b&gt; &amp; &quot;引號&quot;/)
  assert.match(String(letter.html), /href="https:\/\/weiji\.qinghe\.example\/alerts\/1\?a=1&amp;b=2"/)
  assert.equal(receipt.id, letter.messageId)
  assert.match(receipt.said, /^250 2\.0\.0 Ok: queued as 1$/)
})

test('the Message-ID is made of the key: the same at every attempt, another for another, and none tells the key', async (t) => {
  const server = await startMailServer(t)
  for (const key of ['org alert 1', 'org alert 1', 'org alert 2']) await email.send(MESSAGE, key, contextOf(server))
  const ids = server.arrived.map(({ messageId }) => messageId)
  assert.equal(ids[0], ids[1])
  assert.notEqual(ids[0], ids[2])
  assert.match(ids[0] ?? '', /^<[0-9a-f]{40}@qinghe\.example>$/)
  const threads = new Set(server.arrived.map(({ references }) => String(references)))
  assert.equal(threads.size, 1, 'letters about one thing stand together')
})

test('nothing in a message begins another header or recipient', async (t) => {
  const server = await startMailServer(t)
  const hostile = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.constantFrom(
      'x\r\nBcc: all@qinghe.example',
      'x\n\nbody',
      'a\u0000b',
      '"x" <other@qinghe.example>, y',
      'x\u2028Bcc: b',
      '\ud800',
      '',
    ),
  )
  await fc.assert(
    fc.asyncProperty(hostile, hostile, hostile, async (subject, name, line) => {
      await email.send(
        { ...MESSAGE, subject, lines: [line], to: { ...MESSAGE.to, name } },
        'k',
        contextOf(server, { fromName: 'x' }),
      )
      const letter = server.arrived.at(-1)
      assert.ok(letter)
      const names = letter.headerLines.map(({ key }) => key).sort()
      assert.deepEqual(names, EXPECTED_HEADERS)
      assert.deepEqual(letter.envelope.to, ['zhou.lan@qinghe.example'])
      const to = letter.to
      assert.ok(to && !Array.isArray(to))
      assert.deepEqual(
        to.value.map(({ address }) => address),
        ['zhou.lan@qinghe.example'],
      )
    }),
    { numRuns: 60 },
  )
})
const EXPECTED_HEADERS = [
  'auto-submitted',
  'content-language',
  'content-type',
  'date',
  'from',
  'list-unsubscribe',
  'message-id',
  'mime-version',
  'references',
  'subject',
  'to',
  'x-auto-response-suppress',
]

test('STARTTLS and TLS, with a sign-in, by a certificate of the company’s own authority', async (t) => {
  for (const isImplicit of [false, true]) {
    const { server, authority } = await encrypted(t, { isImplicit, account: ACCOUNT })
    const security = isImplicit ? 'tls' : 'starttls'
    await email.send(MESSAGE, 'k', contextOf(server, { security, authority, ...ACCOUNT }))
    assert.deepEqual(server.secured, [true])
  }
})

test('a certificate that nobody vouches for, of another host or of last year: refused, nothing sent', async (t) => {
  const unknown = await encrypted(t)
  assert.deepEqual(codeOf(await troubleWith(unknown.server, { security: 'starttls' })), ['certificate', false])
  const other = await encrypted(t, {}, 'mail.elsewhere.example')
  const settings = { security: 'starttls', authority: other.authority }
  assert.deepEqual(codeOf(await troubleWith(other.server, settings)), ['certificate', false])
  const authority = makeAuthority()
  const span = { from: new Date('2024-01-01'), to: new Date('2025-01-01') }
  const old = await startMailServer(t, { tls: authority.issue('localhost', span), isImplicit: true })
  const expired = await troubleWith(old, { security: 'tls', authority: authority.cert })
  assert.deepEqual(codeOf(expired), ['certificate', false])
  assert.match(expired.message, /expired/)
  for (const { arrived } of [unknown.server, other.server, old]) assert.deepEqual(arrived, [])
})

test('no encryption where it was asked for, and the wrong kind for the port: never down to plain text', async (t) => {
  const plain = await startMailServer(t, { account: ACCOUNT })
  assert.deepEqual(codeOf(await troubleWith(plain, { security: 'starttls', ...ACCOUNT })), ['no-tls', false])
  assert.deepEqual(codeOf(await troubleWith(plain, { security: 'tls', ...ACCOUNT })), ['no-tls', false])
  assert.deepEqual(plain.arrived, [])
})

test('a wrong password, or a sign-in that the server does not offer, is final and said in its own words', async (t) => {
  const { server, authority } = await encrypted(t, { account: ACCOUNT })
  const settings = { security: 'starttls', authority, user: ACCOUNT.user, password: 'wrong' }
  const wrong = await troubleWith(server, settings)
  assert.deepEqual(codeOf(wrong), ['sign-in', true])
  assert.match(wrong.said ?? '', /^535 5\.7\.8 authentication failed/)
  assert.ok(!`${wrong.message}${wrong.said}`.includes('wrong-password'))
  const open = await startMailServer(t)
  assert.deepEqual(codeOf(await troubleWith(open, ACCOUNT)), ['sign-in', true])
  assert.deepEqual(codeOf(await troubleWith(server, { security: 'starttls', authority })), ['sign-in', true])
})

test('sender, recipient and letter refused for good are final; 4xx is tried again', async (t) => {
  const server = await startMailServer(t)
  server.refusals.sender = 'you are not weiji'
  assert.deepEqual(codeOf(await troubleWith(server)), ['sender-refused', true])
  delete server.refusals.sender
  server.refusals.recipient = 'no such user'
  const refused = await troubleWith(server)
  assert.deepEqual(codeOf(refused), ['recipient-refused', true])
  assert.match(refused.said ?? '', /zhou\.lan@qinghe\.example/)
  assert.match(refused.message, /…@qinghe\.example/)
  delete server.refusals.recipient
  server.script.push({ code: 451, text: '4.7.1 greylisted' }, { code: 554, text: '5.7.1 spam' })
  assert.deepEqual(codeOf(await troubleWith(server)), ['later', false])
  assert.deepEqual(codeOf(await troubleWith(server)), ['refused', true])
  await email.send(MESSAGE, 'key', contextOf(server))
  assert.equal(server.arrived.length, 1)
})

test('a connection that breaks after the letter: tried again, and recognised as the same one', async (t) => {
  const server = await startMailServer(t)
  server.script.push('take-and-break')
  assert.deepEqual(codeOf(await troubleWith(server)), ['connection-lost', false])
  await email.send(MESSAGE, 'key', contextOf(server))
  assert.equal(server.arrived.length, 2)
  assert.equal(server.arrived[0]?.messageId, server.arrived[1]?.messageId)
})

test('a server that falls silent is given up when the time is over, and can be asked again', async (t) => {
  const server = await startMailServer(t)
  server.script.push('silence')
  const ending = new AbortController()
  const sending = email.send(MESSAGE, 'key', { ...contextOf(server), signal: ending.signal })
  // It has the letter and says nothing.
  while (server.script.length > 0) await new Promise((resolve) => setImmediate(resolve))
  ending.abort(new Error('time is over'))
  await assert.rejects(sending, { code: 'timeout', isFinal: false })
  await email.send(MESSAGE, 'key', contextOf(server))
})

test('no such host, nobody there, a host inside the network, and one that hangs up', async (t) => {
  assert.deepEqual(codeOf(await troubleWith({ port: 2525 }, { host: 'mail.invalid' })), ['host-unknown', false])
  const gone = createServer()
  await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve))
  const { port } = gone.address() as { port: number }
  await new Promise((resolve) => gone.close(resolve))
  assert.deepEqual(codeOf(await troubleWith({ port })), ['unreachable', false])
  assert.deepEqual(codeOf(await troubleWith({ port: 2525 }, { host: '10.1.2.3' })), ['host-refused', true])
  const rude = createServer((socket) => socket.end())
  await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve))
  t.after(() => rude.close())
  assert.deepEqual(codeOf(await troubleWith(rude.address() as { port: number })), ['connection-lost', false])
})

test('only an address that was allowed is connected to', async (t) => {
  const server = await startMailServer(t)
  const asked: string[] = []
  const resolve = async (host: string) => {
    asked.push(host)
    return ['127.0.0.1']
  }
  // The name leads nowhere: what is connected to comes of `resolve` alone.
  await email.send(MESSAGE, 'key', { ...contextOf(server, { host: 'mail.invalid' }), resolve })
  assert.deepEqual(asked, ['mail.invalid'])
  assert.equal(server.arrived.length, 1)
})

test('settings that cannot be meant are named', () => {
  const good = { host: 'smtp.example.com', from: 'a@example.com' }
  const wrong: [string, Record<string, unknown>][] = [
    ['host', { from: 'a@example.com' }],
    ['from', { ...good, from: 'a@b@example.com' }],
    ['from', { ...good, from: 'Weiji <a@example.com>' }],
    ['from', { ...good, from: 'a@example.com\r\nBcc: b@example.com' }],
    ['port', { ...good, port: 22 }],
    ['port', { ...good, port: 70_000 }],
    ['port', { ...good, port: 587.5 }],
    ['security', { ...good, security: 'ssl3' }],
    ['user', { ...good, password: 'x' }],
    ['authority', { ...good, authority: 'trust me' }],
    ['sender', { ...good, sender: 'x' }],
  ]
  for (const [key, given] of wrong) {
    const check = () => email.check(readSettings(EMAIL_FIELDS, given))
    assert.throws(
      check,
      (error) => error instanceof BadSetting && error.key === key,
      `${key}: ${JSON.stringify(given)}`,
    )
  }
  email.check(readSettings(EMAIL_FIELDS, { ...good, authority: makeAuthority().cert }))
  assert.deepEqual(readSettings(EMAIL_FIELDS, { ...good, user: ' ', port: null }), {
    ...good,
    security: 'starttls',
    port: 587,
    fromName: 'Weiji 危機',
  })
})

test('a text that is too long is cut, and says so', async (t) => {
  const server: MailServer = await startMailServer(t)
  await email.send(
    { ...MESSAGE, subject: '危'.repeat(1000), lines: Array.from({ length: 500 }, () => '機'.repeat(100)) },
    'k',
    contextOf(server),
  )
  const [letter] = server.arrived
  assert.ok(letter?.subject && letter.text)
  assert.match(letter.subject, /^危{179}…$/)
  assert.ok(letter.text.length < 21_000)
  assert.match(letter.text, /…\n\n看預警/)
})
