import { type Static, Type } from 'typebox'

/** GET /api/search/reading?expression → how an expression is read: where it cannot be, and what of texts it marks */
export const ReadingQuery = Type.Object({ expression: Type.String({ maxLength: 5000 }) })
export const Reading = Type.Object({
  errors: Type.Array(Type.Object({ code: Type.String(), at: Type.Integer() })),
  /**
   * Sources of JavaScript regular expressions (flags `giu`), one for each word that speaks for a text. They find the word in either
   * script, in any width and case, and with signs pushed in.
   */
  patterns: Type.Array(Type.String()),
})

export type Reading = Static<typeof Reading>
