import type { FileSample, Line } from '../contract.ts'

/** A format gives its result of a row soon after it has read it; Weibo tools read a table twice, but from its beginning. */
const KEPT = 64

export type Originals = {
  /** the same file, whose rows are remembered while they are read */
  readonly file: FileSample
  /** cells of a row that was just read, or its text where it has no cells; undefined where it is gone or was none */
  of(number: number): unknown
}

/** So that a refused row can be given back as it was, corrected, and imported again. Costs one array of a few rows. */
export function rememberOriginals(file: FileSample): Originals {
  const recent: (Line | undefined)[] = Array.from({ length: KEPT })
  let newest: Line | undefined
  const tables = file.tables.map((table) => ({
    ...table,
    lines: async function* (): AsyncGenerator<Line> {
      let next = 0
      recent.fill(undefined)
      newest = undefined
      for await (const line of table.lines()) {
        recent[next] = line
        newest = line
        next = (next + 1) % KEPT
        yield line
      }
    },
  }))
  return {
    file: { ...file, tables },
    of: (number) => {
      const line = newest?.number === number ? newest : recent.find((each) => each?.number === number)
      return line && ('row' in line ? line.row : line.text)
    },
  }
}
