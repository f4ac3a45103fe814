import { Link } from 'react-router'
import { useFormat } from './FormatProvider.tsx'

export type Bar = {
  readonly name: string
  readonly value: number
  /** the part of it that is drawn darker */
  readonly part?: number
  readonly to?: string
}

/** Counts by name as bars with their numbers written out; each opens what it counts. */
export function Bars({ rows, partName }: { readonly rows: readonly Bar[]; readonly partName?: string }) {
  const format = useFormat()
  const most = Math.max(1, ...rows.map(({ value }) => value))
  return (
    <ul className="bars">
      {rows.map((row) => {
        const inside = (
          <>
            <span className="bar-name">{row.name || '–'}</span>
            <span className="bar-track" aria-hidden="true">
              <span className="bar-value" style={{ width: `${(row.value / most) * 100}%` }} />
              {row.part ? <span className="bar-part" style={{ width: `${(row.part / most) * 100}%` }} /> : null}
            </span>
            <span className="figures">
              {format.count(row.value)}
              {row.part !== undefined && partName ? (
                <span className="soft small">
                  {' '}
                  {partName} {format.count(row.part)}
                </span>
              ) : null}
            </span>
          </>
        )
        return <li key={row.name}>{row.to ? <Link to={row.to}>{inside}</Link> : <div>{inside}</div>}</li>
      })}
    </ul>
  )
}
