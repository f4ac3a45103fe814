/** A place in the event log: the 64-bit number of the writing transaction (as text: it may exceed a safe integer), then the row's own. */
export type Cursor = { readonly xid: string; readonly seq: number }

export const START_OF_TIME: Cursor = { xid: '0', seq: 0 }

const FORM = /^(\d{1,19})-(\d{1,15})$/

export function cursorOf({ xid, seq }: Cursor): string {
  return `${xid}-${seq}`
}

/** Undefined for anything that we cannot have given out. */
export function readCursor(id: string): Cursor | undefined {
  const [, xid, seq] = FORM.exec(id) ?? []
  return xid === undefined || seq === undefined ? undefined : { xid, seq: Number(seq) }
}

export function isAfter(one: Cursor, other: Cursor): boolean {
  const [a, b] = [BigInt(one.xid), BigInt(other.xid)]
  return a === b ? one.seq > other.seq : a > b
}
