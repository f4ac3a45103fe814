// table: official days off and made-up working days (調休) of mainland China, as the State Council's general office announced them.
// One notice a year, published in November of the year before. 2027: not announced when this was written; add it here, or by hand on
// the page. Named ranges are inclusive.
import type { Holiday } from './schema.ts'

type Year = {
  readonly key: string
  readonly source: string
  readonly off: readonly (readonly [name: string, from: string, to: string])[]
  readonly work: readonly (readonly [name: string, day: string])[]
}

const YEARS: readonly Year[] = [
  {
    key: 'cn-2025',
    source: '国务院办公厅关于2025年部分节假日安排的通知（2024-11-12）',
    off: [
      ['元旦', '2025-01-01', '2025-01-01'],
      ['春节', '2025-01-28', '2025-02-04'],
      ['清明节', '2025-04-04', '2025-04-06'],
      ['劳动节', '2025-05-01', '2025-05-05'],
      ['端午节', '2025-05-31', '2025-06-02'],
      ['国庆节、中秋节', '2025-10-01', '2025-10-08'],
    ],
    work: [
      ['春节', '2025-01-26'],
      ['春节', '2025-02-08'],
      ['劳动节', '2025-04-27'],
      ['国庆节、中秋节', '2025-09-28'],
      ['国庆节、中秋节', '2025-10-11'],
    ],
  },
  {
    key: 'cn-2026',
    source: '国务院办公厅关于2026年部分节假日安排的通知（2025-11-04）',
    off: [
      ['元旦', '2026-01-01', '2026-01-03'],
      ['春节', '2026-02-15', '2026-02-23'],
      ['清明节', '2026-04-04', '2026-04-06'],
      ['劳动节', '2026-05-01', '2026-05-05'],
      ['端午节', '2026-06-19', '2026-06-21'],
      ['中秋节', '2026-09-25', '2026-09-27'],
      ['国庆节', '2026-10-01', '2026-10-07'],
    ],
    work: [
      ['元旦', '2026-01-04'],
      ['春节', '2026-02-14'],
      ['春节', '2026-02-28'],
      ['劳动节', '2026-05-09'],
      ['国庆节', '2026-09-20'],
      ['国庆节', '2026-10-10'],
    ],
  },
]

/** What can be taken over, by year. */
export const READY_HOLIDAYS: readonly { readonly key: string; readonly days: readonly Holiday[] }[] = YEARS.map(
  ({ key, source, off, work }) => ({
    key,
    days: [
      ...off.flatMap(([name, from, to]) =>
        daysBetween(from, to).map((day) => ({ day, kind: 'off' as const, name, source })),
      ),
      ...work.map(([name, day]) => ({ day, kind: 'work' as const, name: `${name}调休上班`, source })),
    ].sort((one, other) => one.day.localeCompare(other.day)),
  }),
)

/** What an organisation begins with: the official days where its zone is mainland China's, else none. */
export function firstHolidays(zone: string): readonly Holiday[] {
  const isMainland = /^(Asia\/(Shanghai|Chongqing|Harbin|Urumqi|Kashgar)|PRC)$/.test(zone)
  return isMainland ? READY_HOLIDAYS.flatMap(({ days }) => days) : []
}

function daysBetween(from: string, to: string): string[] {
  const days: string[] = []
  for (let at = Date.parse(from); at <= Date.parse(to); at += 86_400_000)
    days.push(new Date(at).toISOString().slice(0, 10))
  return days
}
