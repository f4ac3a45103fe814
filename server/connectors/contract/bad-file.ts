/** A file, or a part of it, that cannot be read. `code` is what pages word; the message says it in English. */
export class BadFile extends Error {
  override readonly name = 'BadFile'
  readonly code: BadFileCode
  constructor(code: BadFileCode, reason: string) {
    super(reason)
    this.code = code
  }
}

export const BAD_FILE_CODES = [
  'empty',
  'no-rows',
  'old-excel',
  'locked',
  'web-page',
  'not-text',
  'damaged',
  'too-large',
  'nested-archive',
  'unknown-table',
] as const
export type BadFileCode = (typeof BAD_FILE_CODES)[number]
