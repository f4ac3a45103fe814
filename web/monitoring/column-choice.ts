type Columns = Readonly<Record<string, string>>

/** A field has one column and a column one field: who takes it, takes it from whoever had it. @param field '': the column is not used */
export function chooseColumn(columns: Columns, column: string, field: string): Record<string, string> {
  const others = Object.entries(columns).filter(([name, taken]) => name !== field && taken !== column)
  return Object.fromEntries([...others, ...(field === '' ? [] : [[field, column]])])
}

/** The field that a column is, '' where it is not used. */
export function fieldOf(columns: Columns, column: string): string {
  return Object.entries(columns).find(([, taken]) => taken === column)?.[0] ?? ''
}
