/** The examples of docs/webhooks.md: they run, they take what we sign and nothing else, and the page shows the same. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { signatureHeaders, signedText } from '../server/access/webhook-signature.ts'

const ROOT = path.resolve(import.meta.dirname, '..')
const DOCUMENT = readFileSync(path.join(ROOT, 'docs/webhooks.md'), 'utf8')
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const BODY = '{"id":"m","data":"召回"}'

const blockOf = (language: string): string => {
  const found = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(DOCUMENT)?.[1]
  assert.ok(found, language)
  return found
}

function headersNow(ageSeconds = 0): Record<string, string> {
  const seconds = Math.floor(Date.now() / 1000) - ageSeconds
  const key = Buffer.from(SECRET.slice(6), 'base64')
  const signature = createHmac('sha256', key)
    .update(signedText('m', seconds, BODY))
    .digest('base64')
  return signatureHeaders('m', seconds, [signature, 'b2xkZXI='])
}

/** [headers, body, secret, whether it is from us] */
const CALLS: [Record<string, string>, string, string, boolean][] = [
  [headersNow(), BODY, SECRET, true],
  [headersNow(), BODY.replace('m', 'n'), SECRET, false],
  [headersNow(), BODY, 'whsec_AAAA', false],
  [headersNow(400), BODY, SECRET, false],
  [{ ...headersNow(), 'webhook-signature': 'v1,AAAA' }, BODY, SECRET, false],
]
const ANSWERS = CALLS.map(([, , , isOurs]) => isOurs)

test('the example in JavaScript', async () => {
  const code = `data:text/javascript,${encodeURIComponent(blockOf('js'))}`
  const { isFromWeiji } = (await import(code)) as { isFromWeiji: (...given: unknown[]) => boolean }
  assert.deepEqual(
    CALLS.map(([headers, body, secret]) => isFromWeiji(headers, body, secret)),
    ANSWERS,
  )
})

const python = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']).status === 0
test('the example in Python', { skip: python ? false : 'no python3 (3.9 or newer) here' }, () => {
  const run =
    'import json, sys\nprint(json.dumps([is_from_weiji(h, b.encode(), s) for h, b, s, _ in json.load(sys.stdin)]))'
  const done = spawnSync('python3', ['-c', `${blockOf('python')}\n${run}`], {
    input: JSON.stringify(CALLS),
    encoding: 'utf8',
  })
  assert.deepEqual(JSON.parse(done.stdout || done.stderr), ANSWERS)
})

test('the page shows the same examples', () => {
  // In a template string of TypeScript, hence with backslashes before what it would take for its own.
  const page = readFileSync(path.join(ROOT, 'web/access/WebhookExample.tsx'), 'utf8').replaceAll(/\\([`$])/g, '$1')
  for (const language of ['js', 'python']) assert.ok(page.includes(blockOf(language).trimEnd()), language)
})
