import { useFormat } from '../ui/FormatProvider.tsx'

/** Counts with their names; what is zero is left out, but for the first. */
export function ImportCounts({ figures }: { readonly figures: readonly (readonly [string, number])[] }) {
  const format = useFormat()
  return (
    <dl className="figures-row">
      {figures
        .filter(([, count], index) => count > 0 || index === 0)
        .map(([name, count]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="figures">{format.count(count)}</dd>
          </div>
        ))}
    </dl>
  )
}
