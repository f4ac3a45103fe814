/**
 * The service worker: shows what the push service brings while no page of ours is open. It keeps nothing and answers no request of a page:
 * a cached page could show an alert that has long been closed. Built into /push-worker.js, one file without imports.
 */
type Link = { readonly url: string; readonly text: string }
/** Written by server/notifiers/web-push.ts. */
export type Pushed = {
  readonly id: string
  readonly tag: string
  readonly level?: 1 | 2 | 3
  readonly locale: string
  readonly at: string
  readonly title: string
  readonly body: string
  readonly link?: Link
  readonly acknowledge?: Link
}
type Shown = { readonly id: string; readonly link?: Link | undefined; readonly acknowledge?: Link | undefined }

// The types of pages and of workers exclude each other; this is what is used of the second.
type Waiting = Event & { waitUntil(work: Promise<unknown>): void }
type Push = Waiting & { readonly data: { json(): unknown } | null }
type Click = Waiting & { readonly action: string; readonly notification: Notification }
type Renewal = Waiting & {
  readonly oldSubscription: PushSubscription | null
  readonly newSubscription: PushSubscription | null
}
type Page = { readonly url: string; focus(): Promise<unknown>; navigate(url: string): Promise<unknown> }
type Worker = EventTarget & {
  readonly registration: ServiceWorkerRegistration
  readonly clients: {
    matchAll(which: { readonly type: 'window'; readonly includeUncontrolled: true }): Promise<readonly Page[]>
    openWindow(url: string): Promise<unknown>
    claim(): Promise<void>
  }
  skipWaiting(): Promise<void>
}
const worker = self as unknown as Worker

on<Waiting>('install', () => worker.skipWaiting())
on<Waiting>('activate', () => worker.clients.claim())
on<Push>('push', ({ data }) => show(data))
on<Click>('notificationclick', ({ action, notification }) => {
  notification.close()
  return open(action, notification.data as Shown | null)
})
on<Renewal>('pushsubscriptionchange', ({ oldSubscription, newSubscription }) => renew(oldSubscription, newSubscription))

function on<E extends Waiting>(name: string, work: (event: E) => Promise<unknown>): void {
  worker.addEventListener(name, (event) => (event as E).waitUntil(work(event as E)))
}

async function show(data: Push['data']): Promise<void> {
  const said = read(data)
  const shown: Shown = { id: said.id, link: said.link, acknowledge: said.acknowledge }
  const before = await worker.registration.getNotifications({ tag: said.tag })
  const isRepeat = before.some(({ data: of }) => (of as Shown | null)?.id === said.id)
  await worker.registration.showNotification(said.title, {
    body: said.body,
    lang: said.locale,
    tag: said.tag,
    data: shown,
    icon: '/icon-192.png',
    badge: '/icon-192.png',
    requireInteraction: said.level === 1,
    // Newer news of the same thing take its place, and ring; what came twice does not.
    renotify: !isRepeat,
    timestamp: Date.parse(said.at),
    actions: [
      ...(said.acknowledge ? [{ action: 'acknowledge', title: said.acknowledge.text }] : []),
      ...(said.link ? [{ action: 'open', title: said.link.text }] : []),
    ],
  } as NotificationOptions)
}

/** A push that cannot be read must be shown all the same: browsers take the right away from whoever shows nothing. */
function read(data: Push['data']): Pushed {
  try {
    const said = data?.json() as Pushed | undefined
    if (typeof said?.title === 'string' && said.title !== '') return said
  } catch {
    // Shown below.
  }
  return { id: '', tag: 'weiji', locale: 'zh-Hant', at: new Date().toISOString(), title: 'Weiji 危機', body: '' }
}

/** Opening changes nothing yet: the page of a call asks before it takes anything on. */
async function open(action: string, shown: Shown | null): Promise<void> {
  const url = (action === 'acknowledge' ? shown?.acknowledge : (shown?.link ?? shown?.acknowledge))?.url ?? '/'
  const address = new URL(url, worker.registration.scope)
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const ours = pages.find((page) => new URL(page.url).origin === address.origin)
  if (!ours) return void (await worker.clients.openWindow(address.href))
  await ours.navigate(address.href)
  await ours.focus()
}

/** Browsers renew a subscription by themselves; one that we do not hear of is one that reaches nobody. */
async function renew(old: PushSubscription | null, renewed: PushSubscription | null): Promise<void> {
  const key = old?.options.applicationServerKey
  const subscription =
    renewed ??
    (key ? await worker.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }) : null)
  if (!subscription) return
  const body = { ...subscription.toJSON(), replaces: old?.endpoint ?? null }
  const { endpoint, keys, replaces } = body
  await fetch('/api/me/push-subscriptions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ endpoint, keys, replaces }),
  })
}
