import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { keyOf } from '../../server/monitoring/inbound-receiving-actions.ts'
import { readSignature } from '../../server/monitoring/inbound-signature.ts'
import { type ExampleKind, exampleOf } from './inbound-examples.ts'

const run = promisify(execFile)
const SECRETS = {
  standard: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
  sha256: 'a secret-1',
  hub: 'another_2',
} as const
const PROGRAMS: readonly [ExampleKind, string, string[]][] = [
  ['node', process.execPath, ['--input-type=module', '-e']],
  ['curl', 'bash', ['-euc']],
  ['python', 'python3', ['-c']],
]

/** Answers 200 where the signature is right. */
async function startReceiver(scheme: keyof typeof SECRETS) {
  const bodies: string[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const read = readSignature(scheme, request.headers, new Date())
    const right =
      'prefix' in read && createHmac('sha256', keyOf(scheme, SECRETS[scheme])).update(read.prefix).update(body).digest()
    const isRight = right !== false && 'signatures' in read && read.signatures.some((given) => right.equals(given))
    if (isRight) bodies.push(body.toString())
    response.writeHead(isRight ? 200 : 401).end(isRight ? 'well' : 'wrong')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { bodies, server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/inbound/x` }
}

for (const [kind, program, args] of PROGRAMS) {
  for (const scheme of ['standard', 'sha256', 'hub'] as const) {
    test(`${kind}, ${scheme}: the example as shown is signed rightly`, async (t) => {
      const has = await run(program, ['--version']).then(
        () => true,
        () => false,
      )
      if (!has) return t.skip(`no ${program} here`)
      const { bodies, server, address } = await startReceiver(scheme)
      t.after(() => server.close())
      const env = { ...process.env, WEBHOOK_SECRET: SECRETS[scheme], no_proxy: '127.0.0.1', NO_PROXY: '127.0.0.1' }
      const { stdout } = await run(program, [...args, exampleOf(kind, scheme, address)], { env })
      assert.match(stdout, /well/)
      const [body = ''] = bodies
      assert.equal(JSON.parse(body).posts[0].externalId, '1')
    })
  }
}
