type Row = { readonly id: string; readonly undoes: string | null }

/** Of one post's corrections, oldest first, the last that was not taken back and takes none back: the only one that can be undone. */
export function correctionInForce<R extends Row>(rows: readonly R[]): R | undefined {
  const undone = new Set(rows.map(({ undoes }) => undoes))
  return rows.findLast(({ id, undoes }) => undoes === null && !undone.has(id))
}
