/** The part of a mail that becomes posts. */
export type Mail = {
  readonly uid: number
  readonly messageId: string
  readonly sender: string
  readonly at: Date
  readonly subject: string
  readonly text: string
  /** mails that were passed on as attachments */
  readonly inner: readonly Mail[]
}
