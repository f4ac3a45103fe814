import { useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { WEBHOOK_WORDS } from './webhook-words.ts'

/** The same in docs/webhooks.md, where it is tested. */
const NODE = `import { createHmac, timingSafeEqual } from 'node:crypto'

// headers, the raw body as text, the secret whsec_…
export function isFromWeiji(headers, body, secret) {
  const id = headers['webhook-id']
  const time = headers['webhook-timestamp']
  if (Math.abs(Date.now() / 1000 - Number(time)) > 300) return false
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const wanted = createHmac('sha256', key).update(\`\${id}.\${time}.\${body}\`).digest()
  return String(headers['webhook-signature']).split(' ').some((each) => {
    const given = Buffer.from(each.replace('v1,', ''), 'base64')
    return given.length === wanted.length && timingSafeEqual(given, wanted)
  })
}`

const PYTHON = `import base64, hashlib, hmac, time

def is_from_weiji(headers, body: bytes, secret: str) -> bool:
    msg_id, stamp = headers["webhook-id"], headers["webhook-timestamp"]
    if abs(time.time() - int(stamp)) > 300:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{msg_id}.{stamp}.".encode() + body
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(
        hmac.compare_digest(each.removeprefix("v1,"), wanted)
        for each in headers["webhook-signature"].split(" ")
    )`

export function WebhookExample() {
  const words = useWords(WEBHOOK_WORDS)
  return (
    <Section title={words.verify}>
      <p className="soft">{words.verifyNote}</p>
      {Object.entries({ 'Node.js': NODE, Python: PYTHON }).map(([name, code]) => (
        <details key={name}>
          <summary>{name}</summary>
          <pre className="code-block" translate="no">
            <code>{code}</code>
          </pre>
        </details>
      ))}
    </Section>
  )
}
