/**
 * PostgreSQL arrays as texts, to be cast: `${arrayLiteral(ids)}::uuid[]`. The driver's own way through nested escapes takes several
 * times as long, and rows by the thousand are what ingest is made of.
 */
export function arrayLiteral(values: readonly (string | null)[]): string {
  let literal = ''
  for (const value of values) {
    if (literal !== '') literal += ','
    if (value === null) literal += 'NULL'
    else literal += /["\\]/.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : `"${value}"`
  }
  return `{${literal}}`
}

/** Of numbers, flags and ids, which hold nothing that an array could take amiss. */
export function plainLiteral(values: readonly (number | boolean | string | null)[]): string {
  // `join` writes null as nothing.
  return values.includes(null) ? `{${values.map((value) => value ?? 'NULL').join()}}` : `{${values.join()}}`
}

export function timesLiteral(values: readonly Date[]): string {
  return `{${values.map((value) => value.toISOString()).join()}}`
}
