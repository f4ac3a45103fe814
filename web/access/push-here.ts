/** Why this browser cannot be told: `denied` by the person or the browser, `impossible` here at all, `failed` at its maker's service. */
export class PushTrouble extends Error {
  readonly why: 'denied' | 'impossible' | 'failed'
  constructor(why: PushTrouble['why']) {
    super(why)
    this.why = why
  }
}

type Subscribed = { readonly endpoint: string; readonly keys: { readonly p256dh: string; readonly auth: string } }

const WORKER = '/push-worker.js'

export function canPush(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
}

/**
 * Asks the person, and then the browser's maker, for a subscription. A browser that subscribed with another key (of an earlier channel)
 * must give that up first.
 * @param key of the organisation: base64url of an uncompressed point
 * @throws PushTrouble
 */
export async function subscribeHere(key: string): Promise<Subscribed> {
  if (!canPush()) throw new PushTrouble('impossible')
  if ((await Notification.requestPermission()) !== 'granted') throw new PushTrouble('denied')
  try {
    const registration = await navigator.serviceWorker.register(WORKER)
    await navigator.serviceWorker.ready
    const wanted = bytesOf(key)
    const before = await registration.pushManager.getSubscription()
    if (before && !isSame(before.options.applicationServerKey, wanted)) await before.unsubscribe()
    const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: wanted })
    const { endpoint, keys } = made.toJSON()
    return { endpoint: endpoint ?? '', keys: { p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' } }
  } catch {
    throw new PushTrouble('failed')
  }
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (sign) => sign.charCodeAt(0))
}

function isSame(one: ArrayBuffer | null, other: Uint8Array): boolean {
  const bytes = new Uint8Array(one ?? new ArrayBuffer(0))
  return bytes.length === other.length && bytes.every((byte, at) => byte === other[at])
}
