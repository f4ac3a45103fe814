import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { SECRET_PREFIX, signatureHeaders, signedText } from './webhook-signature.ts'

/** The example of the specification's reference libraries (standard-webhooks, libraries/javascript/src/index.test.ts). */
test('signs as the reference libraries do', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  const text = signedText('msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330, '{"test": 2432232314}')
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64')
  const signature = createHmac('sha256', key).update(text).digest('base64')
  assert.equal(signature, 'g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  assert.deepEqual(signatureHeaders('msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330, [signature, 'older']), {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': `v1,${signature} v1,older`,
  })
})
