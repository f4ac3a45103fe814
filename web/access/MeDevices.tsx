import { Button } from 'antd'
import type { OwnDevice } from '../../server/access/channel-schema.ts'
import { serverNow } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Tag } from '../ui/Pieces.tsx'
import { deviceOf } from './device.ts'
import { FAILURE_WORDS } from './notice-words.ts'
import { OWN_CHANNEL_WORDS } from './own-channel-words.ts'
import { PushTrouble } from './push-here.ts'
import { useDevice, useDeviceRemoval } from './use-own-channels.ts'

/** Browsers by which one is told while no page is open. */
export function MeDevices(props: { readonly devices: readonly OwnDevice[]; readonly pushKey: string | null }) {
  const words = useWords(OWN_CHANNEL_WORDS)
  const { devices, pushKey } = props
  return (
    <div className="own-address">
      {devices.length === 0 ? (
        <span className="soft small">{words.noDevice}</span>
      ) : (
        <ul className="plain-list" aria-label={words.devices}>
          {devices.map((device) => (
            <DeviceLine key={device.id} device={device} />
          ))}
        </ul>
      )}
      {pushKey === null ? null : <AddDevice pushKey={pushKey} />}
    </div>
  )
}

function DeviceLine({ device }: { readonly device: OwnDevice }) {
  const words = useWords(OWN_CHANNEL_WORDS)
  const format = useFormat()
  const removal = useDeviceRemoval()
  const failures = useWords(FAILURE_WORDS)
  const now = serverNow()
  const { id, device: name, sentAt, failedAt, failureCode } = device
  return (
    <li className="session">
      <div>
        {name}
        <div className="soft small figures">
          {sentAt === null ? words.deviceNever : words.deviceSent({ time: format.moment(sentAt, now) })}
        </div>
        {failedAt !== null && failureCode !== null ? (
          <div className="small">
            <Tag kind="warn">{words.deviceFails}</Tag>{' '}
            {words.deviceFailsNote({ time: format.moment(failedAt, now), why: failures[failureCode] })}
          </div>
        ) : null}
        {removal.error ? <RefusalText error={removal.error} /> : null}
      </div>
      <Button onClick={() => removal.mutate(id)} loading={removal.isPending}>
        {words.removeDevice}
      </Button>
    </li>
  )
}

function AddDevice({ pushKey }: { readonly pushKey: string }) {
  const words = useWords(OWN_CHANNEL_WORDS)
  const add = useDevice(pushKey)
  return (
    <div>
      <Button onClick={() => add.mutate(deviceOf(navigator.userAgent))} loading={add.isPending}>
        {words.addDevice}
      </Button>
      {add.error ? <Trouble error={add.error} /> : null}
    </div>
  )
}

function Trouble({ error }: { readonly error: Error }) {
  const words = useWords(OWN_CHANNEL_WORDS)
  if (!(error instanceof PushTrouble)) return <RefusalText error={error} />
  const text = { denied: words.pushDenied, impossible: words.pushImpossible, failed: words.pushFailed }[error.why]
  return (
    <p role="alert" className="refusal">
      {text}
    </p>
  )
}
