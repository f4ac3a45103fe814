/** One link of an organisation's chain. */
export type Seal = {
  readonly seq: number
  readonly auditId: string
  readonly commitment: Uint8Array
  readonly hash: Uint8Array
}

/** What an act looks like to the verifier. */
export type SealedAct = {
  readonly id: string
  readonly at: Date
  readonly body: unknown
  readonly salt: Uint8Array | null
  readonly commitment: Uint8Array
}

export type Verification = {
  readonly isWhole: boolean
  readonly rows: number
  readonly sealed: number
  readonly firstBroken: { readonly id: string; readonly why: string } | null
}

/** The time that a UUID 7 carries: it is sealed with the id, so that an erased row's time still cannot be changed. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
}

export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}
