import type { Inbound } from '../../server/monitoring/inbound-schema.ts'

export type ExampleKind = 'curl' | 'node' | 'python'
type Scheme = Inbound['scheme']

/** What a sender needs to try an address at once. The secret comes from the environment: it is not for a page to show again. */
export function exampleOf(kind: ExampleKind, scheme: Scheme, address: string): string {
  return { curl, node, python }[kind](scheme, address)
}

const BODY =
  '{"posts":[{"externalId":"1","platform":"hotline","kind":"record","postedAt":"2026-03-02T09:30:00+08:00","text":"..."}]}'

function curl(scheme: Scheme, address: string): string {
  const key =
    scheme === 'standard'
      ? `KEY=$(printf %s "\${WEBHOOK_SECRET#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \\n')`
      : `KEY=$(printf %s "$WEBHOOK_SECRET" | od -An -v -tx1 | tr -d ' \\n')`
  const parts = {
    standard: ['"$ID.$TIME.$BODY"', '-binary | base64'],
    sha256: ['"$TIME.$BODY"', '-hex | sed "s/.*= *//"'],
    hub: ['"$BODY"', '-hex | sed "s/.*= *//"'],
  }[scheme]
  const headers = {
    standard: ['webhook-id: $ID', 'webhook-timestamp: $TIME', 'webhook-signature: v1,$SIGNATURE'],
    sha256: ['x-signature-timestamp: $TIME', 'x-signature-256: sha256=$SIGNATURE'],
    hub: ['x-hub-signature-256: sha256=$SIGNATURE'],
  }[scheme]
  return [
    `BODY='${BODY}'`,
    ...(scheme === 'standard' ? ['ID="msg_$(date +%s)_$$"'] : []),
    ...(scheme === 'hub' ? [] : ['TIME=$(date +%s)']),
    key,
    `SIGNATURE=$(printf %s ${parts[0]} | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" ${parts[1]})`,
    `curl -sS -X POST '${address}' -H 'content-type: application/json' \\`,
    ...headers.map((header) => `  -H "${header}" \\`),
    '  --data-binary "$BODY"',
  ].join('\n')
}

function node(scheme: Scheme, address: string): string {
  const { key, signed, digest, headers } = {
    standard: {
      key: "Buffer.from(process.env.WEBHOOK_SECRET.slice('whsec_'.length), 'base64')",
      signed: "[id, time, body].join('.')",
      digest: 'base64',
      headers: "{ 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': 'v1,' + signature }",
    },
    sha256: {
      key: 'process.env.WEBHOOK_SECRET',
      signed: "[time, body].join('.')",
      digest: 'hex',
      headers: "{ 'x-signature-timestamp': time, 'x-signature-256': 'sha256=' + signature }",
    },
    hub: {
      key: 'process.env.WEBHOOK_SECRET',
      signed: 'body',
      digest: 'hex',
      headers: "{ 'x-hub-signature-256': 'sha256=' + signature }",
    },
  }[scheme]
  return [
    `import { createHmac${scheme === 'standard' ? ', randomUUID' : ''} } from 'node:crypto'`,
    '',
    `const body = JSON.stringify(${BODY})`,
    ...(scheme === 'standard' ? ['const id = randomUUID()'] : []),
    ...(scheme === 'hub' ? [] : ['const time = String(Math.floor(Date.now() / 1000))']),
    `const key = ${key}`,
    `const signature = createHmac('sha256', key).update(${signed}).digest('${digest}')`,
    `const answer = await fetch('${address}', {`,
    "  method: 'POST',",
    `  headers: { 'content-type': 'application/json', ...${headers} },`,
    '  body,',
    '})',
    'console.log(answer.status, await answer.text())',
  ].join('\n')
}

function python(scheme: Scheme, address: string): string {
  const { key, signed, signature, headers } = {
    standard: {
      key: 'base64.b64decode(os.environ["WEBHOOK_SECRET"][len("whsec_"):])',
      signed: 'f"{id}.{now}.".encode() + body',
      signature: '"v1," + base64.b64encode(digest).decode()',
      headers: '{"webhook-id": id, "webhook-timestamp": now, "webhook-signature": signature}',
    },
    sha256: {
      key: 'os.environ["WEBHOOK_SECRET"].encode()',
      signed: 'f"{now}.".encode() + body',
      signature: '"sha256=" + digest.hex()',
      headers: '{"x-signature-timestamp": now, "x-signature-256": signature}',
    },
    hub: {
      key: 'os.environ["WEBHOOK_SECRET"].encode()',
      signed: 'body',
      signature: '"sha256=" + digest.hex()',
      headers: '{"x-hub-signature-256": signature}',
    },
  }[scheme]
  return [
    'import base64, hashlib, hmac, json, os, time, urllib.request, uuid',
    '',
    `body = json.dumps(${BODY}).encode()`,
    ...(scheme === 'standard' ? ['id = str(uuid.uuid4())'] : []),
    ...(scheme === 'hub' ? [] : ['now = str(int(time.time()))']),
    `key = ${key}`,
    `digest = hmac.new(key, ${signed}, hashlib.sha256).digest()`,
    `signature = ${signature}`,
    `headers = {"content-type": "application/json", **${headers}}`,
    `request = urllib.request.Request("${address}", data=body, headers=headers, method="POST")`,
    'print(urllib.request.urlopen(request).read().decode())',
  ].join('\n')
}
