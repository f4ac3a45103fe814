import { Input } from 'antd'
import { useId } from 'react'

/** A time zone: any name that the browser knows is offered; the server judges what is written. */
export function ZoneInput(props: {
  readonly value: string
  readonly placeholder?: string
  readonly change: (zone: string) => void
}) {
  const list = useId()
  return (
    <>
      <Input
        value={props.value}
        maxLength={60}
        list={list}
        placeholder={props.placeholder}
        onChange={({ target }) => props.change(target.value)}
      />
      <datalist id={list}>
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  )
}
