/** Live event: something was told to people, or one of them has read it. */
export const NEWS = 'access.notice'

/** What one person's pages hear; `id` null: something was read. */
export type News = {
  readonly id: string | null
  readonly subject: string
  readonly level: number | null
  readonly mode: 'live' | 'drill'
  readonly unread: number
}
export type InboxNews = Record<string, News>

/** A live event holds 64 KiB: so many people with so many characters of three bytes. */
export const MOST_TOGETHER = 40
export const MOST_SUBJECT = 300

/** Of an event for many only the person's own part leaves the house; undefined: it says nothing to them. */
export function newsFor(personId: string, body: unknown): News | undefined {
  const { for: news } = body as { readonly for?: InboxNews }
  return news && Object.hasOwn(news, personId) ? news[personId] : undefined
}
