import type { Holiday } from '../../server/oncall/schema.ts'
import { dayAfter } from '../monitoring/local-time.ts'

/** Days that follow each other, of one name and kind. */
export type Run = Pick<Holiday, 'kind' | 'name' | 'source'> & {
  readonly from: string
  readonly to: string
  readonly count: number
}

/** By year, the newest first; within it in order. @param days sorted, as the server sends them */
export function runsByYear(days: readonly Holiday[]): { readonly year: string; readonly runs: Run[] }[] {
  const years = new Map<string, Run[]>()
  for (const { day, ...rest } of days) {
    const runs = years.get(day.slice(0, 4)) ?? []
    const last = runs.at(-1)
    if (last && goesOn(last, { day, ...rest })) runs[runs.length - 1] = { ...last, to: day, count: last.count + 1 }
    else runs.push({ ...rest, from: day, to: day, count: 1 })
    years.set(day.slice(0, 4), runs)
  }
  return [...years].map(([year, runs]) => ({ year, runs })).reverse()
}

/** Each day once: what is added says what a day is, whatever the list said before. */
export function withDays(days: readonly Holiday[], added: readonly Holiday[]): Holiday[] {
  return [...new Map([...days, ...added].map((each) => [each.day, each])).values()]
}

export function withoutRun(days: readonly Holiday[], { from, to }: Pick<Run, 'from' | 'to'>): Holiday[] {
  return days.filter(({ day }) => day < from || day > to)
}

function goesOn(run: Run, { day, kind, name, source }: Holiday): boolean {
  return dayAfter(run.to, 1) === day && run.kind === kind && run.name === name && run.source === source
}
