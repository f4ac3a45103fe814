import { Button } from 'antd'
import { useWords } from '../ui/LocaleProvider.tsx'
import { CHANNEL_WORDS } from './channel-words.ts'

/** Before or after its neighbour. @param props.earlier undefined: it is the first; so with the last */
export function ChannelOrder(props: {
  readonly name: string
  readonly earlier: (() => void) | undefined
  readonly later: (() => void) | undefined
}) {
  const words = useWords(CHANNEL_WORDS)
  const { name } = props
  return (
    <span className="channel-order">
      <Move label={words.earlier({ name })} sign="↑" go={props.earlier} />
      <Move label={words.later({ name })} sign="↓" go={props.later} />
    </span>
  )
}

function Move(props: { readonly label: string; readonly sign: string; readonly go: (() => void) | undefined }) {
  return (
    <Button aria-label={props.label} title={props.label} disabled={!props.go} onClick={props.go}>
      {props.sign}
    </Button>
  )
}
